import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { toRecordSchemas } from '../../../../functions/record/reference/record-schemas.ts';
import { toReference } from '../../../../functions/record/reference/to-reference.ts';

const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));
const isRenewing = process.env['UPDATE_DOCS'] === '1';

const generated: readonly (readonly [path: string, text: string])[] = [
  ['records.md', toReference()],
  ...[...toRecordSchemas()].map(
    ([name, schema]) => [`schemas/${name}`, `${JSON.stringify(schema, null, 2)}\n`] as const,
  ),
];

if (isRenewing) {
  mkdirSync(`${docs}schemas`, { recursive: true });
  for (const [path, text] of generated) writeFileSync(`${docs}${path}`, text);
}

describe('documentation of records', () => {
  it.each(generated)('is what the code says: docs/%s (renew with UPDATE_DOCS=1)', (path, text) => {
    expect(readFileSync(`${docs}${path}`, 'utf8')).toBe(text);
  });
});
