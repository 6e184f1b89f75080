import type { Template } from 'aws-cdk-lib/assertions';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

export function resourcesOf(template: Template, type?: string): Record<string, Resource> {
  const { Resources } = template.toJSON() as {
    Resources: Record<string, Omit<Resource, 'Properties'> & Partial<Resource>>;
  };
  return Object.fromEntries(
    Object.entries(Resources)
      .filter(([, one]) => type === undefined || one.Type === type)
      .map(([id, one]) => [id, { Properties: {}, ...one }]),
  );
}

/** `SessionEnricherEnrichRole970F45B1` → `EnrichRole`: the hash and what all have in common left out. */
export const toShortId = (logicalId: string) =>
  logicalId.replace(/[0-9A-F]{8}$/, '').replace(/^SessionEnricher(?=.)/, '');

/** What is allowed to each role, as `<action> <action> on <resource>`; a condition is added as JSON. */
export function grantsOf(template: Template): Record<string, string[]> {
  const grants: Record<string, string[]> = {};
  for (const { Properties } of Object.values(resourcesOf(template, 'AWS::IAM::Policy'))) {
    const { Roles, PolicyDocument } = Properties as {
      Roles: { Ref: string }[];
      PolicyDocument: { Statement: Statement[] };
    };
    for (const { Ref } of Roles) {
      (grants[toShortId(Ref)] ??= []).push(...PolicyDocument.Statement.flatMap(toLines));
    }
  }
  return grants;
}

/** The statements of queue, bucket, topic or key policies, as `<principal> <effect> <actions> on <resource>`. */
export function resourcePoliciesOf(template: Template, type: string): string[] {
  return Object.values(resourcesOf(template, type)).flatMap(({ Properties }) => {
    const { PolicyDocument } = Properties as { PolicyDocument: { Statement: Statement[] } };
    return PolicyDocument.Statement.flatMap((statement) =>
      toLines(statement).map((line) => `${statement.Effect} ${show(statement.Principal)}: ${line}`),
    );
  });
}

function toLines({ Action, Resource, Condition }: Statement): string[] {
  const actions = [Action].flat().join(' ');
  const condition = Condition === undefined ? '' : ` if ${show(Condition)}`;
  return [Resource].flat().map((one) => `${actions} on ${show(one)}${condition}`);
}

/** An intrinsic function as its outcome would read. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(show).join(',');
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  if (name === 'Ref') return toShortId(String(argument));
  if (name === 'Fn::GetAtt')
    return (argument as string[]).map((one, index) => (index ? one : toShortId(one))).join('.');
  if (name === 'Fn::Join') return ((argument as [string, unknown[]])[1] ?? []).map(show).join('');
  return `{${entries.map(([key, one]) => `${key}: ${show(one)}`).join(', ')}}`;
}
