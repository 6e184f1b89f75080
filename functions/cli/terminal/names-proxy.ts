export const proxyNames = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

/** Whether the environment names a proxy for https at all. */
export function namesProxy(env: { readonly [name: string]: string | undefined }): boolean {
  return proxyNames.some((name) => (env[name] ?? '') !== '');
}
