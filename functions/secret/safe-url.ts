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
