/** As its README has it: the package brings no types. */
declare module 'proxy-from-env' {
  /** The URL of the proxy that the environment names for a URL; empty where there is none, or NO_PROXY excepts it. */
  export function getProxyForUrl(url: string): string;
}
