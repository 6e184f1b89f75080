import { describe, expect, it } from '@jest/globals';
import { synthesiseTemplate } from '../../../infra/release/synthesise-template.ts';
import { codeRoot, everything, toTemplate, type TenantInput } from '../synthesise.ts';

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly AllowedPattern?: string }>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>;
  readonly Outputs: object;
}

const values: Readonly<Record<string, string>> = {
  Tenant: 'acme1',
  Auth0Domain: 'acme.eu.auth0.com',
  AlarmEmail: 'security@acme.example',
};

// CDK's own check against CloudFormation's rules takes seconds, and `template-rules.test.ts` asks for it.
process.env['CDK_VALIDATION'] = 'false';

/** As CloudFormation would, with the values: only texts that name a parameter are put together. */
function fillIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fillIn);
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::Sub': text } = value as { 'Fn::Sub'?: unknown };
  if (typeof text === 'string' && /\$\{(?:Tenant|Auth0Domain|AlarmEmail)\}/.test(text)) {
    const filled = text.replaceAll(
      /\$\{(Tenant|Auth0Domain|AlarmEmail)\}/g,
      (_, name: string) => values[name] ?? '',
    );
    return /\$\{[^!]/.test(filled) ? { 'Fn::Sub': filled } : filled.replaceAll('${!', '${');
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]: [string, unknown]) => [key, fillIn(one)]));
}

/** Types and properties in their order, IDs by their places: they are made of names, and a template keeps its own. */
function toComparable({ Resources, Outputs }: Pick<Template, 'Resources' | 'Outputs'>): unknown {
  const ids = Object.keys(Resources);
  const resources = Object.values(Resources).map(({ Type, Properties }) => {
    const { Code, ...properties } = Properties as Record<string, unknown>;
    return { Type, properties: Type === 'AWS::Lambda::Function' ? properties : { ...properties, Code } };
  });
  const text = ids
    .map((id, index) => [id, index] as const)
    .toSorted(([a], [b]) => b.length - a.length)
    .reduce(
      (all, [id, index]) => all.replaceAll(`"${id}"`, `"#${index}"`),
      JSON.stringify({ resources, Outputs }),
    );
  return JSON.parse(text) as unknown;
}

describe.each<[what: string, settings: TenantInput]>([
  ['the smallest stack', { alarms: { email: values['AlarmEmail'] } }],
  ['everything a tenant file can ask for', { ...everything, alarms: { email: values['AlarmEmail'] } }],
])('the template with parameters, of %s', (_what, settings) => {
  const template = synthesiseTemplate(settings, codeRoot) as Template;

  it('is the stack of the tenant once its parameters are filled in', () => {
    const expected = toTemplate(settings, values['Tenant']).toJSON() as Template;

    expect(toComparable(fillIn(template) as Template)).toEqual(toComparable(expected));
  });

  it('finds the code of each function in the bucket that is named', () => {
    const functions = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );

    expect(functions.length).toBeGreaterThan(2);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Code: {
          S3Bucket: { Ref: 'CodeBucket' },
          S3Key: {
            'Fn::Sub': expect.stringMatching(
              /^\$\{CodePrefix\}(?:receive|enrich|on-demand|rotate-token)\.zip$/,
            ),
          },
        },
      });
    }
  });

  it('leaves nothing of the placeholders, and needs nothing of the CDK', () => {
    const texts = JSON.stringify([
      Object.values(template.Resources).map(({ Properties }) => Properties),
      template.Outputs,
    ]).replaceAll(/\{"(?:Ref|Fn::GetAtt)":[^}]*\}/g, '');

    expect(texts).not.toMatch(/auth0domainparameter|alarmemailparameter@|session-enricher-tenantparameter/);
    expect(JSON.stringify(template)).not.toMatch(/cdk-hnb659fds|BootstrapVersion|aws:cdk:path/);
  });
});

it('takes as parameters what a tenant file would take', () => {
  const { Parameters } = synthesiseTemplate({}, codeRoot) as Template;
  const takes = (name: string, value: string) =>
    new RegExp(`^(?:${Parameters[name]?.AllowedPattern})$`).test(value);

  for (const [name, value] of Object.entries(values))
    expect([name, takes(name, value)]).toEqual([name, true]);
  for (const tenant of ['Acme', '-acme', 'a_b', 'acme-eu', 'a'.repeat(33), '']) {
    expect([tenant, takes('Tenant', tenant)]).toEqual([tenant, false]);
  }
  expect(takes('Auth0Domain', 'login.acme.example')).toBe(false);
});
