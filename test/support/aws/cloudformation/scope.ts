import { account, region } from '../wire.ts';
import { noValue, resolve, type Scope } from './resolve.ts';
import { invalid, type Template } from './template.ts';

export interface ScopeOptions {
  readonly stackName: string;
  readonly stackId: string;
  /** What `AWS::URLSuffix` is here. */
  readonly urlSuffix: string;
  /** As the caller gave them, by name. */
  readonly given: { readonly [name: string]: string };
  /** The value of a parameter in Parameter Store. */
  readonly storedParameter: (name: string) => string | undefined;
  /** What was made of a resource so far. */
  readonly resource: (logicalId: string) => CreatedResource | undefined;
}

export interface CreatedResource {
  readonly physicalId: string;
  readonly type: string;
  readonly attributes: { readonly [name: string]: string };
}

/** The names of a template in one deployment; throws an AwsError for parameters that are missing or not allowed. */
export function createScope(template: Template, options: ScopeOptions): Scope {
  const parameters = toParameters(template, options);
  const pseudo: { readonly [name: string]: unknown } = {
    'AWS::AccountId': account,
    'AWS::NoValue': noValue,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': options.stackId,
    'AWS::StackName': options.stackName,
    'AWS::URLSuffix': options.urlSuffix,
  };

  function created(logicalId: string): CreatedResource {
    const resource = options.resource(logicalId);
    if (resource) return resource;
    throw invalid(`Template format error: Unresolved resource dependencies [${logicalId}]`);
  }

  const scope: Scope = {
    ref(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      if (Object.hasOwn(parameters, name)) return parameters[name];
      return created(name).physicalId;
    },
    attribute(logicalId, name) {
      const { attributes, type } = created(logicalId);
      const value = attributes[name];
      if (value !== undefined) return value;
      throw invalid(`the attribute ${name} of ${type} is not modelled here`);
    },
    condition(name) {
      if (!Object.hasOwn(template.Conditions, name)) {
        throw invalid(`Template format error: Unresolved condition ${name}`);
      }
      return resolve(template.Conditions[name], scope) === true;
    },
    mapping(map, first, second) {
      const value = template.Mappings[map]?.[first]?.[second];
      if (value !== undefined) return value;
      throw invalid(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
    },
  };
  return scope;
}

/** Throws when an assertion of the template's rules does not hold, for example about the bootstrap version. */
export function checkRules({ Rules }: Template, scope: Scope): void {
  for (const { Assert, AssertDescription } of Object.values(Rules).flatMap(({ Assertions }) => Assertions)) {
    if (resolve(Assert, scope) !== true) throw invalid(`Template error: ${AssertDescription ?? 'a rule'}`);
  }
}

function toParameters(
  { Parameters }: Template,
  { given, storedParameter }: ScopeOptions,
): { readonly [name: string]: string | readonly string[] } {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(Parameters, name));
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`);

  const resolved: { [name: string]: string | readonly string[] } = {};
  for (const [name, parameter] of Object.entries(Parameters)) {
    const { Type, Default, AllowedValues, AllowedPattern } = parameter;
    const value = given[name] ?? Default;
    if (value === undefined) throw invalid(`Parameters: [${name}] must have values`);
    if (AllowedValues && !AllowedValues.includes(value)) {
      throw invalid(`Parameter '${name}' must be one of AllowedValues`);
    }
    if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
      throw invalid(`Parameter '${name}' must match pattern ${AllowedPattern}`);
    }
    resolved[name] = toParameter(Type, value, storedParameter);
  }
  return resolved;
}

function toParameter(
  type: string,
  value: string,
  storedParameter: ScopeOptions['storedParameter'],
): string | readonly string[] {
  switch (type) {
    case 'String':
      return value;
    case 'CommaDelimitedList':
      return value === '' ? [] : value.split(',');
    case 'AWS::SSM::Parameter::Value<String>': {
      const stored = storedParameter(value);
      if (stored !== undefined) return stored;
      throw invalid(`Unable to fetch parameters [${value}] from parameter store for this account.`);
    }
    default:
      throw invalid(`Template format error: parameters of type ${type} are not modelled here`);
  }
}
