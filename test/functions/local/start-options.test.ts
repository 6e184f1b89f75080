import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../../../functions/cli/terminal/user-error.ts';
import { parseStartOptions } from '../../../functions/local/start-options.ts';

describe('parseStartOptions', () => {
  it.each<[args: readonly string[], env: Record<string, string>, expected: object]>([
    [[], {}, { port: 4_000, auth0Port: 4_001, isOnce: false, format: 'ocsf', ocsfVersion: '1.8.0' }],
    [[], { PORT: '4100' }, { port: 4_100, auth0Port: 4_101 }],
    [[], { PORT: '0' }, { port: 0, auth0Port: 0 }],
    [[], { PORT: '' }, { port: 4_000 }],
    [['--once'], {}, { port: 0, isOnce: true }],
    [['--json'], {}, { isJson: true }],
    [[], {}, { isJson: false }],
    [['--once'], { PORT: '4100' }, { port: 4_100 }],
    [['--format', 'ecs', '--ocsf-version=1.1.0'], {}, { format: 'ecs', ocsfVersion: '1.1.0' }],
    [['--help'], {}, { isHelp: true }],
  ])('reads %j with %j', (args, env, expected) => {
    expect(parseStartOptions(args, env)).toMatchObject(expected);
  });

  it.each<[args: readonly string[], env: Record<string, string>, message: string]>([
    [[], { PORT: 'x' }, 'PORT must be a whole number from 0 to 65534, got "x"'],
    [[], { PORT: '65535' }, 'PORT must be a whole number from 0 to 65534, got "65535"'],
    [[], { PORT: '-1' }, 'PORT must be a whole number from 0 to 65534, got "-1"'],
    [['--format', 'xml'], {}, '--format must be one of ocsf, ecs, raw, got "xml"'],
    [['once'], {}, 'expected options only, got "once"'],
    [
      ['--twice'],
      {},
      "unknown option '--twice'; known options: --once, --json, --help, --format, --ocsf-version",
    ],
  ])('refuses %j with %j', (args, env, message) => {
    expect(() => parseStartOptions(args, env)).toThrow(UsageError);
    expect(() => parseStartOptions(args, env)).toThrow(message);
  });
});
