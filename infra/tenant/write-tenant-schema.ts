import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tenantJsonSchemaFile, toTenantJsonSchema } from './tenant-json-schema.ts';

/** Publishes the JSON Schema of tenant files: `node --import tsx infra/tenant/write-tenant-schema.ts`. */
const file = path.join(fileURLToPath(new URL('../../', import.meta.url)), tenantJsonSchemaFile);
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, toTenantJsonSchema());
