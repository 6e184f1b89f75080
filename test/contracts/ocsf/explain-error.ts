import type { ErrorObject } from 'ajv/dist/2020.js';
import { type Faults, kindOf, show, toStep } from '../faults.ts';
import type { JsonSchema } from '../schema-files.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** Turns one of ajv's errors into a fault, or drops it where another check has already said it better. */
export function explainError(error: ErrorObject, faults: Faults): void {
  const { keyword, instancePath: path, message = 'is not valid' } = error;
  const params = error.params as Parameters;
  const { title = 'the object' } = (error.parentSchema ?? {}) as JsonSchema;
  switch (keyword) {
    case 'if':
    case 'false schema':
      return; // the branch that failed is reported by itself; undeclared profiles by inspectAttributes
    case 'required':
      if (/\/(?:anyOf|oneOf)\/\d+\/required$/.test(error.schemaPath)) return;
      return faults.add(path + toStep(String(params['missingProperty'])), 'is required');
    case 'anyOf':
      return faults.add(path, `must have at least one of: ${toAlternatives(error)}`);
    case 'oneOf':
      return faults.add(path, `must have exactly one of: ${toAlternatives(error)}`);
    case 'additionalProperties':
      return faults.add(
        path + toStep(String(params['additionalProperty'])),
        `is not an attribute of ${title}`,
      );
  }
  if (!faults.has(path)) faults.add(path, explainValue(keyword, params, error.data, title) ?? message);
}

function explainValue(keyword: string, params: Parameters, data: unknown, title: string): string | undefined {
  switch (keyword) {
    case 'enum':
      return `must be one of ${String(params['allowedValues'])} (is ${show(data)})`;
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])} (is ${show(data)})`;
    case 'type':
      return `must be ${[params['type']].flat().join(' or ')} (is ${kindOf(data)})`;
    case 'pattern':
      return `is not a valid ${title}: ${show(data)}`;
    default:
      return undefined;
  }
}

function toAlternatives({ schema }: ErrorObject): string {
  return (schema as readonly { required?: string[] }[]).flatMap(({ required = [] }) => required).join(', ');
}
