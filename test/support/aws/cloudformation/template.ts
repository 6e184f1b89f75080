import { createRequire } from 'node:module';
import { AwsError } from '../aws-error.ts';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: unknown };
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: DeletionPolicy;
  readonly UpdateReplacePolicy?: DeletionPolicy;
  readonly Metadata?: unknown;
}

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string;
  readonly AllowedValues?: readonly string[];
  readonly AllowedPattern?: string;
}

export interface Template {
  readonly Description?: string;
  readonly Parameters: { readonly [name: string]: TemplateParameter };
  readonly Mappings: { readonly [name: string]: Record<string, Record<string, unknown>> };
  readonly Conditions: { readonly [name: string]: unknown };
  readonly Rules: { readonly [name: string]: { readonly Assertions: readonly Assertion[] } };
  readonly Resources: { readonly [logicalId: string]: TemplateResource };
  readonly Outputs: { readonly [name: string]: TemplateOutput };
}

export interface Assertion {
  readonly Assert: unknown;
  readonly AssertDescription?: string;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

const sections = ['Parameters', 'Mappings', 'Conditions', 'Rules', 'Resources', 'Outputs'];
const silentSections = ['AWSTemplateFormatVersion', 'Description', 'Metadata'];
const resourceKeys = [
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
];

/** Reads a template, JSON or YAML without short forms; throws an AwsError for anything that is not modelled here. */
export function parseTemplate(text: string): Template {
  const body = parseText(text);
  for (const name of Object.keys(body)) {
    if (![...sections, ...silentSections].includes(name)) {
      throw invalid(`Invalid template property or properties [${name}]`);
    }
  }
  const template = Object.fromEntries(
    sections.map((name) => [name, body[name] ?? {}]),
  ) as unknown as Template;
  if (Object.keys(template.Resources).length === 0) {
    throw invalid('Template format error: At least one Resources member must be defined.');
  }
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const unknown = Object.keys(resource).filter((key) => !resourceKeys.includes(key));
    if (unknown.length > 0 || typeof resource.Type !== 'string') {
      throw invalid(`Invalid template resource property '${unknown.join(', ') || 'Type'}' of ${logicalId}`);
    }
  }
  return typeof body['Description'] === 'string'
    ? { ...template, Description: body['Description'] }
    : template;
}

export const invalid = (message: string) => new AwsError('ValidationError', message);

function parseText(text: string): Record<string, unknown> {
  try {
    const body: unknown = text.trimStart().startsWith('{') ? JSON.parse(text) : parseYaml(text);
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {
    // Said below, as CloudFormation says it.
  }
  throw invalid('Template format error: JSON or YAML not well-formed.');
}

/** The bootstrap template is the one YAML here; CDK brings a parser, so none is added for it. */
function parseYaml(text: string): unknown {
  const fromCdk = createRequire(createRequire(import.meta.url).resolve('aws-cdk-lib'));
  return (fromCdk('yaml') as { parse(text: string): unknown }).parse(text);
}
