import { namesInSub, toAttribute, toCall } from './resolve.ts';
import { attributesOf, isPublishedType } from './resource-schema.ts';
import { invalid, type Template } from './template.ts';

export const pseudoParameters = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

interface Reference {
  readonly name: string;
  readonly attribute?: string;
}

/**
 * Refuses what CloudFormation refuses before it creates anything: a type that nobody publishes, or that `isModelled`
 * does not know, a name or an attribute that does not exist, and resources that wait for each other.
 */
export function checkReferences(template: Template, isModelled: (type: string) => boolean): void {
  const { Resources, Parameters, Conditions, Outputs } = template;
  const unknown = Object.values(Resources)
    .map(({ Type }) => Type)
    .filter((type) => !isPublishedType(type) || !isModelled(type));
  if (unknown.length > 0) {
    throw invalid(
      `Template format error: Unrecognized resource types: [${[...new Set(unknown)].join(', ')}]`,
    );
  }

  const checked = { Resources, Outputs, Conditions };
  for (const [section, part] of Object.entries(checked)) {
    const missing: string[] = [];
    for (const { name, attribute } of referencesOf(part)) {
      const resource = Resources[name];
      const isKnown = attribute === undefined && (name in Parameters || pseudoParameters.includes(name));
      if (!resource && !isKnown) missing.push(name);
      if (resource && attribute !== undefined && !attributesOf(resource.Type).includes(attribute)) {
        throw invalid(
          `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
        );
      }
    }
    for (const one of Object.values(Resources).flatMap(({ DependsOn = [] }) => DependsOn)) {
      if (section === 'Resources' && !(one in Resources)) missing.push(one);
    }
    if (missing.length > 0) {
      const names = [...new Set(missing)].join(', ');
      throw invalid(
        `Template format error: Unresolved resource dependencies [${names}] in the ${section} block of the template`,
      );
    }
  }
  orderOf(template);
}

/** Logical IDs, each after everything that it needs; throws when two need each other. */
export function orderOf({ Resources }: Template): string[] {
  const order: string[] = [];
  const visiting = new Set<string>();
  const done = new Set<string>();
  function visit(logicalId: string): void {
    if (done.has(logicalId)) return;
    if (visiting.has(logicalId)) {
      const circle = [...visiting].slice([...visiting].indexOf(logicalId));
      throw invalid(`Circular dependency between resources: [${circle.join(', ')}]`);
    }
    visiting.add(logicalId);
    const { DependsOn = [], Properties } = Resources[logicalId] ?? {};
    const needed = [...referencesOf(Properties).map(({ name }) => name), ...[DependsOn].flat()];
    for (const one of needed) if (one in Resources) visit(one);
    visiting.delete(logicalId);
    done.add(logicalId);
    order.push(logicalId);
  }
  for (const logicalId of Object.keys(Resources)) visit(logicalId);
  return order;
}

/** Everything that `Ref`, `Fn::GetAtt` and `Fn::Sub` name anywhere in a value. */
function referencesOf(value: unknown): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (typeof value !== 'object' || value === null) return [];
  const { name, argument } = toCall(value) ?? {};
  if (name === 'Ref') return [{ name: String(argument) }];
  if (name === 'Fn::GetAtt') {
    const [logicalId, attribute] = toAttribute(argument);
    return [{ name: logicalId, attribute }];
  }
  if (name === 'Fn::Sub') {
    const [text, own] = Array.isArray(argument) ? (argument as unknown[]) : [argument, {}];
    const variables = Object.keys((own ?? {}) as object);
    const named = namesInSub(String(text)).filter((one) => !variables.includes(one));
    return [...named.map(toReference), ...referencesOf(own)];
  }
  return Object.values(value).flatMap(referencesOf);
}

function toReference(text: string): Reference {
  const [name = '', ...attribute] = text.split('.');
  return attribute.length > 0 ? { name, attribute: attribute.join('.') } : { name };
}
