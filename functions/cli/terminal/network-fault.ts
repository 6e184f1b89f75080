/** What stands between us and a host, for people: what happened, and what to do about it. */
export interface NetworkFault {
  readonly cause: string;
  readonly fix: string;
}

/** The code of the system, of TLS or of `fetch`, from wherever in the chain of causes it stands; else the error's name. */
export function readNetworkCode(error: unknown): string {
  for (let at = error, depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth += 1) {
    const { code, cause, message } = at as { [key in 'code' | 'cause' | 'message']?: unknown };
    // The one refusal of `fetch` itself, which has no code.
    if (message === 'bad port') return badPort;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code;
    at = cause;
  }
  const { name } = Object(error) as { readonly name?: unknown };
  return typeof name === 'string' && name !== 'Error' && name !== 'TypeError' ? name : unknown;
}

/** Whether to try again may help: the others are a wrong address, or a certificate that stays what it is. */
export function isByChance(code: string): boolean {
  return passing.has(code);
}

const badPort = 'EBADPORT';
const unknown = 'unknown';

const passing: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

const checkAddress = 'is the address right, and does it run?';
const checkProxy = 'set HTTPS_PROXY if this machine reaches the internet through a proxy';
const trustProxy = 'NODE_EXTRA_CA_CERTS=FILE adds the authority of a proxy that looks into TLS';

/** In words, by the code. `host` is the host with its port, if it has one: `acme.eu.auth0.com`, `127.0.0.1:4000`. */
export function describeNetworkFault(code: string, host: string): NetworkFault {
  const proxy = /^EPROXY_(\w+)$/.exec(code)?.[1];
  if (proxy !== undefined) return describeProxyFault(proxy, host);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        cause: `the host ${host} is not found (${code})`,
        fix: `is its name right? Else ${checkProxy}`,
      };
    case 'ECONNREFUSED':
      return { cause: `${host} refuses the connection (${code})`, fix: checkAddress };
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return { cause: `${host} breaks the connection off (${code})`, fix: `try again, or ${checkProxy}` };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'TimeoutError':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
      return { cause: `${host} does not answer (${code})`, fix: `is its address right? Else ${checkProxy}` };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return { cause: `the certificate of ${host} is not trusted (${code})`, fix: trustProxy };
    case 'CERT_HAS_EXPIRED':
      return { cause: `the certificate of ${host} has expired`, fix: "is this machine's clock right?" };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return { cause: `the certificate of ${host} is for another host`, fix: 'is the address right?' };
    case badPort:
      return { cause: `${host} has a port that nothing is asked at`, fix: 'is the address right?' };
    case 'EPROTO':
      return { cause: `${host} speaks no TLS (${code})`, fix: 'is the address right, and https?' };
    default: {
      const why = code === unknown ? '' : ` (${code})`;
      return { cause: `${host} gives no answer${why}`, fix: checkAddress };
    }
  }
}

function describeProxyFault(code: string, host: string): NetworkFault {
  if (!/^\d+$/.test(code)) {
    return { cause: `the proxy to ${host} is not reached (${code})`, fix: 'is HTTPS_PROXY right?' };
  }
  return {
    cause: `the proxy refuses to connect to ${host} (HTTP status ${code})`,
    fix: code === '407' ? 'put user and password into HTTPS_PROXY' : 'NO_PROXY names hosts that go past it',
  };
}
