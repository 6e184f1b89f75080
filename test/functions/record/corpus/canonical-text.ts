/** One text for equal JSON, whatever the order of its keys. Text instead of an object, for a key may be `__proto__`. */
export function toCanonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toCanonicalText).join(',')}]`;
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, child]) => `${JSON.stringify(key)}:${toCanonicalText(child)}`);
  return `{${members.join(',')}}`;
}
