import { isSafeUrl } from '../secret/safe-url.ts';

/**
 * Where records may go with a secret: https, or plain http on this machine. Throws for anything else; the message
 * leaves path and query out, where some vendors put a key.
 */
export function parseHttpsUrl(text: string): URL {
  if (!URL.canParse(text)) throw new Error('the url of an https destination is not an absolute URL');
  const url = new URL(text);
  if (!isSafeUrl(url)) {
    const got = `${url.protocol}//${url.hostname}`;
    throw new Error(`the url of an https destination is ${got}; allowed are https, and http on loopback`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error(
      `the url of an https destination (host ${url.hostname}) has credentials in it: use a secret`,
    );
  }
  return url;
}
