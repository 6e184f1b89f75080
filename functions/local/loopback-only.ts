import type { MiddlewareHandler } from 'hono';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses what a foreign web page makes a browser send here: a Host that is not ours (a name that was pointed at
 * 127.0.0.1), or the Origin of another site.
 */
export const loopbackOnly: MiddlewareHandler = async (c, next) => {
  const origin = c.req.header('origin');
  if (!isLoopback(`http://${c.req.header('host') ?? ''}`) || (origin !== undefined && !isLoopback(origin))) {
    return c.json({ error: 'only requests to and from this machine are answered' }, 403);
  }
  await next();
  return undefined;
};

function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopbackNames.includes(new URL(url).hostname);
}
