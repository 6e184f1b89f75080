/**
 * TLS version and cipher part of a JA4 (`t13d1516h2_8daaf6152771_e5627efa2ab1`): transport and number of extensions
 * differ from one connection of a browser to the next. Undefined for what is no JA4.
 */
export function toTlsFingerprint(ja4: string | undefined): string | undefined {
  const match = /^[tqd](\d\d|s[23]|d\d)[di]\d{4}[0-9a-z]{2}_([0-9a-f]{12})_[0-9a-f]{12}$/.exec(ja4 ?? '');
  return match === null ? undefined : `${match[1]}${match[2]?.slice(0, 8)}`;
}
