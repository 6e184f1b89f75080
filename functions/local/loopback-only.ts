import type { MiddlewareHandler } from 'hono';
import { isLoopback } from '../secret/safe-url.ts';

/**
 * Refuses what a foreign web page makes a browser send here: a Host that is not ours (a name that was pointed at
 * 127.0.0.1), or the Origin of any other page, one on another port of this machine included.
 */
export const loopbackOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? '';
  const origin = c.req.header('origin');
  if (!isOurs(`http://${host}`) || (origin !== undefined && origin !== `http://${host}`)) {
    return c.json({ error: 'only requests to and from this machine are answered' }, 403);
  }
  await next();
  return undefined;
};

function isOurs(url: string): boolean {
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}
