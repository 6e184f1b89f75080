import * as z from 'zod';
import { tenantSchema } from './tenant-schema.ts';

/** Where the schema of tenant files is published for editors, from the root of the project. */
export const tenantJsonSchemaFile = 'docs/schemas/tenant.schema.json';

/** The form of a tenant file as JSON Schema. What concerns several keys at once is checked at synth alone. */
export function toTenantJsonSchema(): string {
  const schema = z.toJSONSchema(tenantSchema, { io: 'input', target: 'draft-2020-12' });
  return `${JSON.stringify({ ...schema, title: 'A tenant of session-enricher' }, undefined, 2)}\n`;
}
