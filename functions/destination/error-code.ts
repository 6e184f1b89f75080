/** What an error may show in a log: its code (`ECONNRESET`), else its name, never its message. */
export function toErrorCode(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'unknown';
}
