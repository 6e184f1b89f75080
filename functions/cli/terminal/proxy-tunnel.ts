import { request } from 'node:http';
import { type Socket, connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readErrorCode } from './user-error.ts';

/** As Node's agents take what they waited for. */
export type TunnelCallback = (error: Error | null, socket?: Socket) => void;

/** How long a proxy may take to reach a host. */
const defaultTimeoutMs = 10_000;

/**
 * A connection through an HTTP proxy by CONNECT (RFC 9110, section 9.3.6), on which TLS can begin.
 *
 * `proxy` is its URL, http or https, with user and password where it wants them. The error's code is
 * `EPROXY_` and the status of a proxy that refuses, or the system's code for one that is not reached; neither the error
 * nor its message holds the URL.
 */
export function openProxyTunnel(
  proxy: URL,
  host: string,
  port: number,
  done: TunnelCallback,
  timeoutMs = defaultTimeoutMs,
): void {
  const isTls = proxy.protocol === 'https:';
  const at = { host: stripBrackets(proxy.hostname), port: Number(proxy.port) || (isTls ? 443 : 80) };
  const target = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
  const asking = request({
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...toAuthorization(proxy) },
    createConnection: () => (isTls ? connectTls(at) : connectTcp(at)),
  });
  // Of a request with a connection of its own Node never tells a timeout.
  const timer = setTimeout(() => {
    asking.destroy(Object.assign(new Error('the proxy does not answer'), { code: 'ETIMEDOUT' }));
  }, timeoutMs);
  asking.once('connect', ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
    clearTimeout(timer);
    if (statusCode === 200) {
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      done(null, socket);
    } else {
      socket.destroy();
      done(toRefusal(statusCode));
    }
  });
  asking.once('error', (error) => {
    clearTimeout(timer);
    done(toProxyError(readErrorCode(error) ?? 'unknown', error));
  });
  asking.end();
}

function toRefusal(status: number): Error {
  return toProxyError(String(status));
}

function toProxyError(what: string, cause?: unknown): Error {
  return Object.assign(new Error('no connection through the proxy', { cause }), {
    code: `EPROXY_${what.toUpperCase()}`,
  });
}

function toAuthorization({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function stripBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
