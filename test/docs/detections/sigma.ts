import { type Condition, type Detection, readAll, toText } from './condition.ts';
import { type Cursor, parseExpression } from './expression.ts';
import { parseYaml, type Yaml, type YamlMap } from './yaml.ts';

/**
 * Understands a Sigma rule as its specification reads: within a selection every field has to match, of a list of values
 * one is enough, text is compared without regard to case, and any element of a list field may match.
 *
 * https://sigmahq.io/docs/basics/rules.html#detection. Modifiers and wildcards, which no rule here needs, are errors.
 */
export function parseSigma(text: string): Detection & { readonly rule: YamlMap } {
  const rule = parseYaml(text);
  const { condition, ...selections } = rule['detection'] as YamlMap;
  const paths = new Set((rule['fields'] as readonly string[] | undefined) ?? []);
  const parsed = new Map(
    Object.entries(selections).map(([name, fields]) => [name, toSelection(fields as YamlMap, paths)]),
  );
  const readTest = (cursor: Cursor): Condition => {
    const name = cursor.take();
    const selection = parsed.get(name);
    if (selection === undefined) throw new Error(`unknown selection ${name}`);
    return selection;
  };
  const grammar = {
    token: /[()]|\w+/g,
    and: 'and',
    or: 'or',
    not: 'not',
    isAndImplied: false,
    isOrFirst: false,
    readTest,
  };
  return { rule, condition: parseExpression(condition as string, grammar), paths: [...paths] };
}

function toSelection(fields: YamlMap, paths: Set<string>): Condition {
  const of = Object.entries(fields).map(([field, value]): Condition => {
    paths.add(field);
    const tests = (Array.isArray(value) ? (value as readonly Yaml[]) : [value]).map((one) =>
      toTest(field, one as Yaml),
    );
    return tests.length === 1 ? (tests[0] as Condition) : { kind: 'any', of: tests };
  });
  return { kind: 'all', of };
}

function toTest(field: string, wanted: Yaml): Condition {
  if (!/^[\w.]+$/.test(field) || /[*?\\]/.test(toText(wanted))) throw new Error(`cannot be read: ${field}`);
  const path = field.split('.');
  const lower = toText(wanted).toLowerCase();
  return {
    kind: 'test',
    text: `${field} ${lower}`,
    holds: (record) => readAll(record, path).some((value) => toText(value).toLowerCase() === lower),
  };
}
