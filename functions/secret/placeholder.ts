/**
 * How a deployment fills a secret that nobody has filled yet. A value that begins with it, in any case, or that has
 * the word "placeholder" in it, counts as missing.
 */
export const placeholderValue = 'REPLACE_ME';

export function isPlaceholder(value: string): boolean {
  return /^\s*replace_me|placeholder/i.test(value);
}
