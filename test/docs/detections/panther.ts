import { spawnSync } from 'node:child_process';
import type { Json } from './condition.ts';

/**
 * Runs rules over records in Python. Each record gets the two ways of reading that the rules use, `get` and
 * `deep_get(…keys, default=…)`, as Panther's own event object has them. Tells what was read, so that a wrong path shows.
 */
const harness = `
import json, sys
asked = set()
class Event(dict):
    def get(self, key, default=None):
        asked.add(key)
        return dict.get(self, key, default)
    def deep_get(self, *keys, default=None):
        asked.add(".".join(keys))
        value = self
        for key in keys:
            value = dict.get(value, key) if isinstance(value, dict) else None
        return default if value is None else value
def run(source, records):
    asked.clear()
    rule = {}
    exec(compile(source, "panther.py", "exec"), rule)
    answers = []
    for record in records:
        event = Event(record)
        fires = rule["rule"](event)
        alert = {name: rule[name](event) for name in ("title", "dedup", "alert_context", "severity") if name in rule}
        answers.append({"fires": fires, "alert": alert if fires else None})
    return {"answers": answers, "paths": sorted(asked)}
given = json.load(sys.stdin)
json.dump([run(source, given["records"]) for source in given["sources"]], sys.stdout)
`;

export interface PantherAnswers {
  readonly answers: readonly { readonly fires: unknown; readonly alert: Json | null }[];
  readonly paths: readonly string[];
}

export const hasPython = spawnSync('python3', ['--version']).status === 0;

/** The answers of each rule to each record. One process for all: starting Python takes longest. */
export function runPanther(sources: readonly string[], records: readonly Json[]): readonly PantherAnswers[] {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', harness], {
    input: JSON.stringify({ sources, records }),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as PantherAnswers[];
}

export interface WeakenedRule {
  readonly what: string;
  readonly source: string;
}

/** The rule once without each condition, and once without each side of an `or`. */
export function toWeakened(source: string): readonly WeakenedRule[] {
  const [, body = ''] = /^def rule\(event\):\n {4}return \(\n([^]*?)^ {4}\)$/m.exec(source) ?? [];
  const lines = body.split('\n').filter((line) => /^\s*[^\s#]/.test(line));
  return lines.flatMap((line) => {
    const word = /^\s*and /.exec(line)?.[0] ?? '        ';
    const sides = /\((.* or .*)\)$/.exec(line)?.[1]?.split(' or ') ?? [];
    return ['True', ...sides].map((rest) => ({
      what: `${rest} for ${line.trim()}`,
      source: source.replace(line, `${word}${rest}`),
    }));
  });
}
