import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { tenantJsonSchemaFile, toTenantJsonSchema } from '../../../infra/tenant/tenant-json-schema.ts';

const folder = 'test/infra/example-tenants';
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

describe('toTenantJsonSchema', () => {
  it('is what is published; node --import tsx infra/tenant/write-tenant-schema.ts writes it', () => {
    expect(readFileSync(tenantJsonSchemaFile, 'utf8')).toBe(toTenantJsonSchema());
  });

  it.each(readdirSync(folder))('is named by %s, which fits it', (name) => {
    const tenant = readJson(path.join(folder, name));
    const validate = new Ajv2020({ strict: false }).compile(readJson(tenantJsonSchemaFile));

    expect(path.join(folder, String(tenant['$schema']))).toBe(tenantJsonSchemaFile);
    expect(validate(tenant) || validate.errors).toBe(true);
  });

  it('refuses unknown keys in an editor, too', () => {
    const validate = new Ajv2020({ strict: false }).compile(readJson(tenantJsonSchemaFile));

    expect(validate({ ...readJson(path.join(folder, 'acme.json')), destination: [] })).toBe(false);
  });
});
