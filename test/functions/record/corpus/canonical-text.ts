/** One text for equal JSON, whatever the order of its keys. Text instead of an object, for a key may be `__proto__`. */
export function toCanonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${toCanonicalText(item)}`;
    return `[${text}]`;
  }
  for (const key of Object.keys(value).sort()) {
    const child = (value as Readonly<Record<string, unknown>>)[key];
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${toCanonicalText(child)}`;
  }
  return `{${text}}`;
}
