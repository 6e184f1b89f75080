/**
 * Text that says something: not empty, not blank, and not masked whole (`****`, a log stream's `pii_config`), which would
 * be the same text for everybody. Signals and ledger ask for it: a record shows what is masked as it stands.
 */
export function readShownText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  // Nearly all begin with a digit or a letter and need no search.
  const first = value.charCodeAt(0);
  return (first >= 48 && first < 127) || /[^\s*]/.test(value) ? value : undefined;
}
