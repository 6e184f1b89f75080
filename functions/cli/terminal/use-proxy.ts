import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { getProxyForUrl } from 'proxy-from-env';
import { Agent, buildConnector, setGlobalDispatcher } from 'undici';
import { proxyNames } from './names-proxy.ts';
import { openProxyTunnel } from './proxy-tunnel.ts';
import { UsageError } from './user-error.ts';

let isUsed = false;

/**
 * From here on every https connection of this process goes where HTTPS_PROXY, ALL_PROXY and NO_PROXY send it: `fetch`,
 * the Sessions API and AWS, whose clients all make agents of their own. Plain http is left alone: it goes to
 * loopback only, and to the credentials that a machine of AWS gives itself.
 *
 * Node has it built in from 24 on, by NODE_USE_ENV_PROXY, but not for agents that a library makes. Throws UsageError.
 */
export function useProxy(env: { readonly [name: string]: string | undefined }): void {
  for (const name of proxyNames) checkProxy(name, env[name] ?? '');
  if (isUsed) return;
  isUsed = true;

  const connector = buildConnector({});
  setGlobalDispatcher(
    new Agent({
      connect(options, callback) {
        const port = Number(options.port) || 443;
        const proxy = options.protocol === 'https:' ? findProxy(options.hostname, port) : undefined;
        if (!proxy) connector(options, callback);
        else {
          openProxyTunnel(proxy, options.hostname, port, (error, httpSocket) => {
            if (httpSocket) connector({ ...options, httpSocket }, callback);
            else callback(error ?? new Error('no connection through the proxy'), null);
          });
        }
      },
    }),
  );

  const { prototype } = https.Agent as unknown as { readonly prototype: ConnectingAgent };
  // oxlint-disable-next-line unbound-method -- called with its own `this` below.
  const connectDirectly = prototype.createConnection;
  prototype.createConnection = function createConnection(options, callback) {
    const host = options.host ?? 'localhost';
    const port = Number(options.port) || 443;
    const proxy = options.socket ? undefined : findProxy(host, port);
    if (!proxy) return connectDirectly.call(this, options, callback);
    openProxyTunnel(proxy, host, port, (error, socket) => {
      if (socket) callback?.(null, connectDirectly.call(this, { ...options, socket }));
      else callback?.(error);
    });
    return undefined;
  };
}

interface ConnectOptions {
  readonly host?: string | null;
  readonly port?: string | number | null;
  readonly socket?: Socket;
}

interface ConnectingAgent {
  createConnection(
    options: ConnectOptions,
    callback?: (error: Error | null, socket?: Duplex) => void,
  ): Duplex | undefined;
}

function findProxy(host: string, port: number): URL | undefined {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const proxy = getProxyForUrl(`https://${name}:${port}`);
  return proxy === '' ? undefined : new URL(proxy);
}

/** The value may hold a password, so it is not repeated. */
function checkProxy(name: string, value: string): void {
  if (value === '') return;
  const scheme = URL.canParse(value) ? /^[a-z][a-z0-9+.-]*:\/\//i.exec(value)?.[0] : undefined;
  if (scheme !== undefined && /^https?:/i.test(scheme)) return;
  const got = scheme ?? 'something else';
  throw new UsageError(
    `${name} must be the URL of an HTTP proxy such as http://proxy.example:3128, got ${got}`,
  );
}
