/** Hosts that are this machine itself, as a pattern. */
export const loopbackPattern = '(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1\\])';

const loopback = new RegExp(`^${loopbackPattern}$`);

/** Whether a URL's `hostname` is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

/** Whether a secret, or what only its owner may see, may be sent there: by https, or by plain http on this machine. */
export function isSafeUrl({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/**
 * The same for the URL of a queue, which an emulator may give out as a host of its own under localhost, such as
 * `http://sqs.us-east-1.localhost:4566/…`. Names there are this machine: https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
export function isSafeQueueUrl(url: Pick<URL, 'protocol' | 'hostname'>): boolean {
  return isSafeUrl(url) || (url.protocol === 'http:' && url.hostname.endsWith('.localhost'));
}
