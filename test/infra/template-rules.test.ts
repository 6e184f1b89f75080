import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CloudFormationValidatePlugin, type IPolicyValidationContext } from 'aws-cdk-lib';
import { addTenants } from '../../infra/tenants-app.ts';
import { codeRoot, createApp, type TenantInput, toConfig } from './synthesise.ts';

/** The stacks that CDK's own check was asked about, and what is said where it finds something in one. */
function synthTenants(files: Readonly<Record<string, TenantInput>>): {
  readonly asked: readonly string[];
  readonly output: string;
} {
  const asked: string[] = [];
  jest.spyOn(CloudFormationValidatePlugin.prototype, 'validate').mockImplementation((context) => {
    asked.push(...context.stackTemplates.map(({ stackConstructPath }) => stackConstructPath));
    return { success: false, violations: [toViolation(context)] };
  });
  const output: string[] = [];
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => void output.push(String(line)));
  const app = createApp();
  const tenants = Object.entries(files).map(([tenant, file]) =>
    toConfig({ auth0: { domain: `${tenant}.eu.auth0.com`, plan: 'enterprise' }, ...file }, tenant),
  );
  addTenants({ app, tenants, codeRoot, hasTemplateRules: true });
  try {
    app.synth();
  } catch (error) {
    output.push(String(error));
  }
  return { asked, output: output.join('\n') };
}

function toViolation({ stackTemplates }: IPolicyValidationContext) {
  const { templatePath = '' } =
    stackTemplates.find(({ stackConstructPath }) => !stackConstructPath.endsWith('initech')) ?? {};
  const violatingResources = [{ resourceLogicalId: 'Made', templatePath, locations: [] }];
  return { ruleName: 'E0001', severity: 'error', description: 'made up', violatingResources };
}

describe("CDK's check of templates", () => {
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = 0;
  });

  it('is asked once for tenants whose files differ in nothing but names, about the longest', () => {
    const { asked } = synthTenants({ acme: {}, 'a-tenant-of-a-long-name': {}, globex: {} });

    expect(asked).toEqual(['session-enricher-a-tenant-of-a-long-name']);
  });

  it.each<[string, TenantInput]>([
    ['another destination', { destinations: [{ type: 'bucket', expireAfterDays: 800 }] }],
    ['another Region', { region: 'eu-west-1' }],
    ['a number', { logRetentionDays: 7 }],
  ])('is asked for each kind of stack: %s', (_name, file) => {
    const { asked } = synthTenants({ acme: {}, globex: file, initech: {} });

    expect(asked.toSorted()).toEqual(['session-enricher-globex', 'session-enricher-initech']);
  });

  it('has what it finds in one told of all of its kind', () => {
    const { output } = synthTenants({ acme: {}, globex: {}, initech: { logRetentionDays: 7 } });

    expect(output).toContain('session-enricher-acme.template.json');
    expect(output).toContain('session-enricher-globex.template.json');
    expect(output).not.toContain('session-enricher-initech.template.json');
  });
});
