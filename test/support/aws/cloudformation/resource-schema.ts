import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

// The packages' own types of the database need more than they export; what is read of it is this.
type PropertyType =
  | { readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'json' | 'tag' | 'date-time' | 'null' }
  | { readonly type: 'array' | 'map'; readonly element: PropertyType }
  | { readonly type: 'ref'; readonly reference: { readonly $ref: string } }
  | { readonly type: 'union'; readonly types: readonly PropertyType[] };
interface Property {
  readonly required?: boolean;
  readonly type: PropertyType;
  readonly causesReplacement?: 'yes' | 'no' | 'maybe';
}
type Properties = Readonly<Record<string, Property>>;

/** CloudFormation's published resource schemas, 0.5 s to load. */
const spec = loadAwsServiceSpecSync();

export const isPublishedType = (type: string) => find(type) !== undefined;

/** What `Fn::GetAtt` may ask a resource for. */
export function attributesOf(type: string): readonly string[] {
  return Object.keys(find(type)?.attributes ?? {});
}

/** Whether a change of the property makes a new resource; where the schema says maybe, it does. */
export function isReplacedFor(type: string, property: string): boolean {
  const properties = find(type)?.properties as Properties | undefined;
  return ['yes', 'maybe'].includes(properties?.[property]?.causesReplacement ?? 'no');
}

/** What the schema says against the properties of a resource: a line each, with the path. */
export function findPropertyFaults(type: string, properties: object, path: string): string[] {
  const resource = find(type);
  return resource
    ? checkObject(properties, resource.properties as Properties, path)
    : [`${path}: unknown type ${type}`];
}

function find(type: string) {
  return spec.lookup('resource', 'cloudFormationType', 'equals', type)[0];
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
