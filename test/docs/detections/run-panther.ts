import { spawnSync } from 'node:child_process';

export const hasPython = spawnSync('python3', ['--version']).status === 0;

/** Panther hands rules a dictionary with one method more. */
const runner = `
import importlib.util, json, sys

class Event(dict):
    def deep_get(self, *keys, default=None):
        value = self
        for key in keys:
            if not isinstance(value, dict) or key not in value:
                return default
            value = value[key]
        return value

spec = importlib.util.spec_from_file_location("rule", sys.argv[1])
module = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(module)
event = Event(json.load(sys.stdin))
print(json.dumps({"rule": module.rule(event), "title": module.title(event), "dedup": module.dedup(event)}))
`;

export interface PantherAnswer {
  readonly rule: boolean;
  readonly title: string;
  readonly dedup: string;
}

/** Runs a Panther rule on a record with Python itself. */
export function runPanther(rulePath: string, record: object): PantherAnswer {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', '-c', runner, rulePath], {
    input: JSON.stringify(record),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as PantherAnswer;
}
