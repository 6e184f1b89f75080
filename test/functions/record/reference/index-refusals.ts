import type { Mapping } from '../../../../functions/record/reference/index-templates.ts';

type Json = Record<string, unknown>;

/** Lucene's limit for a term. */
const mostTermBytes = 32_766;

/**
 * What of a document an index with these mappings would refuse it for, by the engines' own rules: an object where a value
 * is mapped or the reverse, a value that is no object in a free-form field, and a term that is too long. test/proofs has
 * the same in a real engine.
 */
export function findRefusals(document: unknown, mapping: Mapping, path = ''): string[] {
  if (Array.isArray(document)) return document.flatMap((item) => findRefusals(item, mapping, path));
  if (document === null) return [];
  const { type, properties } = mapping as { type?: string; properties?: Record<string, Mapping> };
  if (properties !== undefined) {
    if (typeof document !== 'object') return [`${path}: an object is mapped, and it is ${typeof document}`];
    return Object.entries(document as Json).flatMap(([key, value]) =>
      properties[key] === undefined ? [] : findRefusals(value, properties[key], `${path}.${key}`),
    );
  }
  if (type === 'flattened' || type === 'flat_object') {
    return typeof document === 'object'
      ? findLongTerms(document as Json, path)
      : [`${path}: free-form, and it is ${typeof document}`];
  }
  if (type === 'geo_point') return [];
  if (typeof document === 'object') return [`${path}: ${type} is mapped, and it is an object`];
  if (type === 'boolean' && typeof document !== 'boolean')
    return [`${path}: boolean is mapped, and it is none`];
  return type === 'long' && !Number.isSafeInteger(document)
    ? [`${path}: long is mapped, and it is none`]
    : [];
}

function findLongTerms(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) {
    const bytes = Buffer.byteLength(`${path}=${String(value)}`);
    return bytes > mostTermBytes ? [`${path.slice(0, 100)}: a term of ${bytes} bytes`] : [];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    findLongTerms(child, Array.isArray(value) ? path : `${path}.${key}`),
  );
}

/** Fields that mappings have: what an index counts against its limit of 1,000. */
export function countFields(mapping: Mapping): number {
  const { properties = {} } = mapping as { properties?: Record<string, Mapping> };
  return Object.values(properties).reduce((sum, child) => sum + 1 + countFields(child), 0);
}
