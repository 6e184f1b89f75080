import {
  type Condition,
  type Counting,
  type Detection,
  type Json,
  readAll,
  toText,
  toWindowMs,
} from './condition.ts';
import { type Cursor, parseExpression } from './expression.ts';
import { parseYaml, type Yaml, type YamlMap } from './yaml.ts';

/** The correlation part of a rule file, understood: who is counted, and from how many on. */
export interface Correlation extends Counting {
  readonly rule: YamlMap;
  readonly type: 'event_count' | 'value_count';
}

export interface SigmaDetection extends Detection {
  readonly rule: YamlMap;
  readonly correlation?: Correlation;
}

/**
 * Understands a Sigma rule as its specification reads: within a selection every field has to match, of a list of values
 * one is enough, text is compared without regard to case, and any element of a list field may match.
 *
 * https://sigmahq.io/docs/basics/rules.html#detection. Modifiers other than `contains`, `startswith` and `endswith`,
 * and wildcards, which no rule here needs, are errors. A second document is the correlation that counts the first.
 */
export function parseSigma(text: string): SigmaDetection {
  const [first = '', second] = text.split(/^---$/m);
  const rule = parseYaml(first);
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
  const detection = {
    rule,
    condition: parseExpression(condition as string, grammar),
    paths: [...paths],
  };
  return second === undefined
    ? detection
    : { ...detection, correlation: toCorrelation(parseYaml(second), rule) };
}

function toSelection(fields: YamlMap, paths: Set<string>): Condition {
  const of = Object.entries(fields).map(([key, value]): Condition => {
    const [field = '', modifier = ''] = key.split('|');
    paths.add(field);
    const tests = (Array.isArray(value) ? (value as readonly Yaml[]) : [value]).map((one) =>
      toTest(field, modifier, one as Yaml),
    );
    return tests.length === 1 ? (tests[0] as Condition) : { kind: 'any', of: tests };
  });
  return { kind: 'all', of };
}

const comparisons: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  '': (value, wanted) => value === wanted,
  contains: (value, wanted) => value.includes(wanted),
  startswith: (value, wanted) => value.startsWith(wanted),
  endswith: (value, wanted) => value.endsWith(wanted),
};

function toTest(field: string, modifier: string, wanted: Yaml): Condition {
  const compare = comparisons[modifier];
  if (!/^[\w.]+$/.test(field) || /[*?\\]/.test(toText(wanted)) || compare === undefined) {
    throw new Error(`cannot be read: ${field}|${modifier}`);
  }
  const lower = toText(wanted).toLowerCase();
  return {
    kind: 'test',
    text: `${field} ${modifier} ${lower}`,
    holds: (record) =>
      readSigmaField(record, field).some((value) => compare(toText(value).toLowerCase(), lower)),
  };
}

/** The values of a field. What Auth0 alone has is in `unmapped` under keys with dots: one key, not a path. */
export function readSigmaField(record: Json, field: string): unknown[] {
  const [first = '', ...rest] = field.split('.');
  return readAll(record, first === 'unmapped' ? [first, rest.join('.')] : [first, ...rest]);
}

function toCorrelation(rule: YamlMap, counted: YamlMap): Correlation {
  const { type, rules, timespan, condition, ...rest } = rule['correlation'] as YamlMap;
  const { field, gte } = condition as YamlMap;
  if ((rules as readonly string[]).join() !== counted['name'] || typeof gte !== 'number') {
    throw new Error('a correlation that cannot be read');
  }
  return {
    rule,
    type: type as Correlation['type'],
    groupBy: rest['group-by'] as readonly string[],
    windowMs: toWindowMs(toText(timespan)),
    least: gte,
    ...(typeof field === 'string' && { field }),
  };
}
