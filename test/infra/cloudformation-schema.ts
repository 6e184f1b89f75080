import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './read-template.ts';

// The packages' own types of the database need more than they export; what is read of it is this.
type PropertyType =
  | { readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'json' | 'tag' | 'date-time' | 'null' }
  | { readonly type: 'array' | 'map'; readonly element: PropertyType }
  | { readonly type: 'ref'; readonly reference: { readonly $ref: string } }
  | { readonly type: 'union'; readonly types: readonly PropertyType[] };
type Properties = Readonly<Record<string, { readonly required?: boolean; readonly type: PropertyType }>>;

const spec = loadAwsServiceSpecSync();

/** What CloudFormation's published resource schemas say against a template: a line each, with the path. */
export function findSchemaFaults(template: Template): string[] {
  return Object.entries(resourcesOf(template)).flatMap(([logicalId, { Type, Properties }]) => {
    const [resource] = spec.lookup('resource', 'cloudFormationType', 'equals', Type);
    if (!resource) return [`${logicalId}: unknown type ${Type}`];
    return checkObject(Properties, resource.properties as Properties, logicalId);
  });
}

function checkObject(value: object, properties: Properties, path: string): string[] {
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required && !Object.hasOwn(value, name))
    .map(([name]) => `${path}.${name}: missing`);
  const wrong = Object.entries(value).flatMap(([name, one]) => {
    const property = properties[name];
    return property ? checkValue(one, property.type, `${path}.${name}`) : [`${path}.${name}: unknown`];
  });
  return [...missing, ...wrong];
}

function checkValue(value: unknown, type: PropertyType, path: string): string[] {
  if (isIntrinsic(value)) return [];
  const unlessIs = (isRight: boolean) =>
    isRight ? [] : [`${path}: expected ${type.type}, got ${JSON.stringify(value)}`];
  switch (type.type) {
    case 'string':
    case 'date-time':
      return unlessIs(typeof value === 'string');
    case 'integer':
      return unlessIs(Number.isInteger(value));
    case 'number':
      return unlessIs(typeof value === 'number');
    case 'boolean':
      return unlessIs(typeof value === 'boolean');
    case 'array':
      if (!Array.isArray(value)) return unlessIs(false);
      return value.flatMap((one, index) => checkValue(one, type.element, `${path}[${index}]`));
    case 'map':
      if (!isObject(value)) return unlessIs(false);
      return Object.entries(value).flatMap(([key, one]) => checkValue(one, type.element, `${path}.${key}`));
    case 'ref': {
      if (!isObject(value)) return unlessIs(false);
      return checkObject(
        value,
        spec.get('typeDefinition', type.reference.$ref).properties as Properties,
        path,
      );
    }
    case 'union': {
      const faults = type.types.map((one) => checkValue(value, one, path));
      return faults.toSorted((a, b) => a.length - b.length)[0] ?? [];
    }
    case 'json':
    case 'tag':
    case 'null':
      return [];
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isIntrinsic(value: unknown): boolean {
  return isObject(value) && /^(?:Ref|Fn::\w+)$/.test(Object.keys(value)[0] ?? '');
}
