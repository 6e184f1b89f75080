import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { parseTenant, TenantFileError } from '../../../infra/tenant/tenant-config.ts';
import { findSchemaFaults } from '../cloudformation-schema.ts';
import { createApp, synthUnderNag, toStack } from '../synthesise.ts';
import { sampleTenants, tenantArbitrary } from './tenant-arbitrary.ts';

describe('any right tenant file', () => {
  it('is read', () => {
    fc.assert(
      fc.property(tenantArbitrary('acme'), (file) => {
        expect(parseTenant('acme', JSON.stringify(file)).tenant).toBe('acme');
      }),
      { numRuns: 300 },
    );
  });

  // `node --import tsx test/infra/synth-many.ts` does the same for a hundred and tells how long it takes.
  it('makes a stack that is clean', () => {
    const app = createApp();
    const stacks = sampleTenants(4, 1).map(({ tenant, file }) =>
      toStack(parseTenant(tenant, JSON.stringify(file)), app),
    );

    expect(() => synthUnderNag(app)).not.toThrow();
    expect(stacks.flatMap((stack) => findSchemaFaults(Template.fromStack(stack)))).toEqual([]);
  });
});

describe('any wrong tenant file', () => {
  it('is refused with lines that say what is expected, or is right after all', () => {
    const spoilt = fc.tuple(tenantArbitrary('acme'), fc.jsonValue(), fc.nat()).map(([file, junk, at]) => {
      const keys = Object.keys(file);
      return { ...file, [keys[at % keys.length] ?? '']: junk };
    });

    fc.assert(
      fc.property(spoilt, (file) => {
        const unclear = problemsOf(file).filter(
          (line) => !/^infra\/tenants\/acme\.json: .+: .*expected /.test(line),
        );
        expect(unclear).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function problemsOf(file: unknown): readonly string[] {
  try {
    parseTenant('acme', JSON.stringify(file));
    return [];
  } catch (error) {
    if (!(error instanceof TenantFileError)) throw error;
    return error.problems;
  }
}
