import { invalid } from './template.ts';

/** What the names in a template stand for. Each throws an AwsError for a name that it does not know. */
export interface Scope {
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): unknown;
}

/** What `Ref: AWS::NoValue` comes to: whatever holds it is left out. */
export const noValue = Symbol('AWS::NoValue');

/** A value of a template with its intrinsic functions carried out; a function that is not modelled is refused. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, scope)).filter((one) => one !== noValue);
  if (typeof value === 'string') return refuseDynamic(value);
  if (typeof value !== 'object' || value === null) return value;
  const call = toCall(value);
  if (call) return apply(call, scope);
  const entries = Object.entries(value).map(([name, one]) => [name, resolve(one, scope)] as const);
  return Object.fromEntries(entries.filter(([, one]) => one !== noValue));
}

export interface Call {
  readonly name: string;
  readonly argument: unknown;
}

/** The intrinsic function that an object of one key stands for. */
export function toCall(value: object): Call | undefined {
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0 || !/^(?:Ref|Fn::\w+|Condition)$/.test(name)) return undefined;
  const argument = (value as Record<string, unknown>)[name];
  // In policies, `Condition` is a key like any other.
  return name === 'Condition' && typeof argument !== 'string' ? undefined : { name, argument };
}

/** The names in a text of `Fn::Sub`: `Name` or `LogicalId.Attribute`. */
export function namesInSub(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name.trim());
}

function apply({ name, argument }: Call, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return scope.ref(String(argument));
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = toAttribute(argument);
      return scope.attribute(logicalId, attribute);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::If': {
      const [condition, yes, no] = toArguments(name, argument, 3);
      return resolve(scope.condition(String(condition)) ? yes : no, scope);
    }
  }
  const resolved = resolve(argument, scope);
  switch (name) {
    case 'Fn::Join': {
      const [delimiter, parts] = toArguments(name, resolved, 2);
      return toList(name, parts).map(toText).join(toText(delimiter));
    }
    case 'Fn::Split': {
      const [delimiter, text] = toArguments(name, resolved, 2);
      return toText(text).split(toText(delimiter));
    }
    case 'Fn::Select': {
      const [index, list] = toArguments(name, resolved, 2);
      const chosen = toList(name, list)[Number(index)];
      if (chosen === undefined) throw invalid('Template error: Fn::Select cannot select nonexistent value');
      return chosen;
    }
    case 'Fn::FindInMap': {
      const [map, first, second] = toArguments(name, resolved, 3).map(toText);
      return scope.mapping(map ?? '', first ?? '', second ?? '');
    }
    case 'Fn::Base64':
      return Buffer.from(toText(resolved)).toString('base64');
    case 'Fn::Equals': {
      const [left, right] = toArguments(name, resolved, 2);
      return toText(left) === toText(right);
    }
    case 'Fn::Not':
      return !toList(name, resolved)[0];
    case 'Fn::And':
      return toList(name, resolved).every(Boolean);
    case 'Fn::Or':
      return toList(name, resolved).some(Boolean);
    case 'Fn::Contains': {
      const [list, text] = toArguments(name, resolved, 2);
      return toList(name, list).map(toText).includes(toText(text));
    }
    default:
      throw invalid(`Template error: ${name} is not modelled here`);
  }
}

export function toAttribute(argument: unknown): [logicalId: string, attribute: string] {
  const [logicalId = '', ...rest] = Array.isArray(argument)
    ? argument.map(String)
    : String(argument).split('.');
  if (rest.length === 0)
    throw invalid('Template error: every Fn::GetAtt object requires two non-empty parameters');
  return [logicalId, rest.join('.')];
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, own] = Array.isArray(argument) ? (argument as unknown[]) : [argument, {}];
  const variables = (own ?? {}) as Record<string, unknown>;
  const filled = String(text).replaceAll(/\$\{([^}]+)\}/g, (all, one: string) => {
    if (one.startsWith('!')) return `\${${one.slice(1)}}`;
    const name = one.trim();
    if (Object.hasOwn(variables, name)) return toText(resolve(variables[name], scope));
    const [logicalId = '', ...attribute] = name.split('.');
    return (
      toText(attribute.length > 0 ? scope.attribute(logicalId, attribute.join('.')) : scope.ref(name)) || all
    );
  });
  return refuseDynamic(filled);
}

function toArguments(name: string, argument: unknown, count: number): unknown[] {
  const list = toList(name, argument);
  if (list.length !== count)
    throw invalid(`Template error: ${name} takes ${count} arguments, got ${list.length}`);
  return list;
}

function toList(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(`Template error: ${name} needs a list`);
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalid(`Template error: expected a text, got ${JSON.stringify(value)}`);
}

/** Those to secrets stay as they are, for whoever makes the resource: CloudFormation shows no value of theirs either. */
function refuseDynamic(text: string): string {
  if (/\{\{resolve:(?!secretsmanager:)/.test(text))
    throw invalid('Template error: dynamic references are not modelled here');
  return text;
}
