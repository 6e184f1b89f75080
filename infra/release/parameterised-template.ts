/** A CloudFormation template, as far as it is changed here. */
export interface PlainTemplate {
  readonly Description?: string;
  readonly Resources: Readonly<Record<string, PlainResource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
}

interface PlainResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/**
 * What the stack is synthesised with where a parameter will stand. Letters alone, in the tenant: names are made of it in
 * several ways, and every one of them leaves letters as they are.
 */
export const placeholders = {
  Tenant: 'tenantparameter',
  Auth0Domain: 'auth0domainparameter.eu.auth0.com',
  AlarmEmail: 'alarmemailparameter@parameter.example',
} as const;

const parameters = {
  Tenant: {
    Type: 'String',
    // A database of the lake has underscores where a tenant has hyphens, and a template cannot put them there.
    AllowedPattern: '[a-z0-9]{1,32}',
    Description: 'Name of the tenant, in the names of all that is made: small letters and digits, at most 32',
  },
  Auth0Domain: {
    Type: 'String',
    AllowedPattern: '[A-Za-z0-9.-]+\\.auth0\\.com',
    Description: "The tenant's own domain, such as acme.eu.auth0.com, and not a custom one",
  },
  AlarmEmail: { Type: 'String', AllowedPattern: '[^@ ]+@[^@ ]+', Description: 'Who is told of alarms' },
  CodeBucket: { Type: 'String', Description: 'Bucket of this Region with the ZIP files of the functions' },
  CodePrefix: {
    Type: 'String',
    Default: '',
    Description: 'What their keys begin with, such as session-enricher/0.1.0/; then receive.zip and so on',
  },
};

/**
 * The template of a stack that was synthesised with the placeholders, with parameters in their place, and with the code
 * in a bucket that a parameter names: for those who deploy by other means than the CDK.
 *
 * Throws when a function's code is not recognised.
 */
export function toParameterisedTemplate({ Resources, Outputs = {} }: PlainTemplate): object {
  const resources = Object.entries(Resources).map(([id, { Metadata: _path, ...resource }]) => {
    const filled = withParameters(resource) as PlainResource;
    return [id, resource.Type === 'AWS::Lambda::Function' ? withCode(id, resource, filled) : filled] as const;
  });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Auth0 log events of one tenant into security records',
    Parameters: parameters,
    Resources: Object.fromEntries(resources),
    Outputs: withParameters(Outputs),
  };
}

/** References name resources, whose IDs stay as they are. */
const references = new Set(['Ref', 'Fn::GetAtt', 'DependsOn', 'Condition', 'Type']);

function withParameters(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = replacePlaceholders(value.replaceAll('${', '${!'));
    return text === value.replaceAll('${', '${!') ? value : { 'Fn::Sub': text };
  }
  if (Array.isArray(value)) return value.map(withParameters);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => {
      if (references.has(key) && isReference(one)) return [key, one];
      if (key === 'Fn::Sub' && typeof one === 'string') return [key, replacePlaceholders(one)];
      return [key, withParameters(one)];
    }),
  );
}

/** A policy's `Condition` is an object, and no name of a resource. */
const isReference = (value: unknown) => typeof value === 'string' || Array.isArray(value);

function replacePlaceholders(text: string): string {
  return Object.entries(placeholders).reduce(
    (replaced, [name, placeholder]) => replaced.replaceAll(placeholder, `\${${name}}`),
    text,
  );
}

function withCode(id: string, { Properties = {} }: PlainResource, filled: PlainResource): PlainResource {
  const [, service] =
    /^session-enricher-tenantparameter-([a-z-]+)$/.exec(String(Properties['FunctionName'])) ?? [];
  if (service === undefined) throw new Error(`${id} is a function of no known name`);
  const Code = { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { 'Fn::Sub': `\${CodePrefix}${service}.zip` } };
  return { ...filled, Properties: { ...filled.Properties, Code } };
}
