import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { toIndexTemplates } from '../../../../functions/record/reference/index-templates.ts';
import { toRecordSchemas } from '../../../../functions/record/reference/record-schemas.ts';
import { toSecurityLakeTables } from '../../../../functions/record/reference/security-lake-tables.ts';
import { toReference } from '../../../../functions/record/reference/to-reference.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const isRenewing = process.env['UPDATE_DOCS'] === '1';

const generated: readonly (readonly [path: string, text: string])[] = [
  ['docs/records.md', toReference()],
  ...[...toRecordSchemas()].map(([name, schema]) => [`docs/schemas/${name}`, toJson(schema)] as const),
  ...[...toIndexTemplates()].map(
    ([name, template]) => [`docs/index-templates/${name}`, toJson(template)] as const,
  ),
  ['infra/security-lake-tables.json', toJson(toSecurityLakeTables())],
];

if (isRenewing) {
  for (const folder of ['docs/schemas', 'docs/index-templates'])
    mkdirSync(`${root}${folder}`, { recursive: true });
  for (const [path, text] of generated) writeFileSync(`${root}${path}`, text);
}

describe('what is written down of records', () => {
  it.each(generated)('is what the code says: %s (renew with UPDATE_DOCS=1)', (path, text) => {
    expect(readFileSync(`${root}${path}`, 'utf8')).toBe(text);
  });
});

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
