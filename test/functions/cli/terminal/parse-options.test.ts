import { describe, expect, it } from '@jest/globals';
import {
  parseChoice,
  parseMoment,
  parseNumber,
  parseOptions,
} from '../../../../functions/cli/terminal/parse-options.ts';
import { UsageError } from '../../../../functions/cli/terminal/user-error.ts';

const specs = { format: { type: 'string', default: 'ocsf' }, run: { type: 'boolean' } } as const;

describe('parseOptions', () => {
  it('gives values, defaults and positionals', () => {
    expect(parseOptions(['a.ndjson', '--run'], specs)).toMatchObject({
      values: { format: 'ocsf', run: true },
      positionals: ['a.ndjson'],
    });
  });

  it.each([
    [['--fromat', 'ecs'], /^unknown option '--fromat'; known options: --format, --run$/],
    [['--format'], /^option '--format <value>' argument missing; known options/],
    [['--run=yes'], /^option '--run' does not take an argument; known options/],
  ])('refuses %j in one line that lists what is allowed', (args, message) => {
    expect(() => parseOptions(args, specs)).toThrow(UsageError);
    expect(() => parseOptions(args, specs)).toThrow(message);
  });
});

describe('the values of options', () => {
  it.each<[what: string, parse: () => unknown, message: string]>([
    [
      'a choice',
      () => parseChoice('--format', 'xml', ['ocsf', 'ecs']),
      '--format must be one of ocsf, ecs, got "xml"',
    ],
    [
      'a number out of range',
      () => parseNumber('--rate', '0', { min: 1, max: 9 }),
      '--rate must be a number from 1 to 9, got "0"',
    ],
    [
      'no number',
      () => parseNumber('--rate', '', { min: 0, max: 9 }),
      '--rate must be a number from 0 to 9, got ""',
    ],
    [
      'no moment',
      () => parseMoment('--from', 'yesterday'),
      '--from must be a moment such as 2026-09-14T08:00:00Z or 2026-09-14, got "yesterday"',
    ],
  ])('are refused with what is allowed: %s', (_what, parse, message) => {
    expect(parse).toThrow(new UsageError(message));
  });

  it('are read', () => {
    expect(parseChoice('--format', 'ecs', ['ocsf', 'ecs'])).toBe('ecs');
    expect(parseNumber('--rate', '2.5', { min: 1, max: 9 })).toBe(2.5);
    expect(parseMoment('--from', '2026-09-14')).toBe(Date.UTC(2026, 8, 14));
    expect(parseMoment('--from', '2026-09-14T08:00:00+02:00')).toBe(Date.UTC(2026, 8, 14, 6));
  });
});
