import { describe, expect, it } from '@jest/globals';
import { toTerminalLine } from '../../../../functions/cli/terminal/terminal-line.ts';

const login = {
  timeMs: Date.parse('2026-09-14T08:00:20.500Z'),
  riskLevel: 'high',
  user: 'casey.sample@example.com',
  type: 's',
  event: 'Successful Login',
  headline: 'Network and program both changed',
  coverage: 'api',
  status: 'enriched',
};
const plain = { isColoured: false };

describe('toTerminalLine', () => {
  it('has time, risk, user, what happened and what changed in columns', () => {
    expect(toTerminalLine(login, plain)).toBe(
      '2026-09-14 08:00:20  High    casey.sample@example.com    s         Successful Login                      Network and program both changed',
    );
  });

  it('tells the time as it is asked to', () => {
    const line = toTerminalLine(login, { ...plain, formatTime: (ms) => `${ms / 1_000} s` });

    expect(line).toMatch(/^1789372820\.5 s {2}High /);
  });

  it.each<[status: string, coverage: string, ending: RegExp]>([
    ['not_found', 'none', /session not found$/],
    ['rate_limited', 'none', /session rate limited$/],
    ['no_session_id', 'none', /Successful Login$/],
    ['skipped', 'none', /Successful Login$/],
    ['enriched', 'api', /Successful Login$/],
  ])('says that a session is lacking only where it was wanted: %s', (status, coverage, ending) => {
    expect(toTerminalLine({ ...login, headline: '', status, coverage }, plain)).toMatch(ending);
  });

  it('fits the terminal, and an unknown width cuts nothing', () => {
    expect(toTerminalLine(login, { ...plain, columns: 80 })).toHaveLength(80);
    expect(toTerminalLine(login, { ...plain, columns: 80 })).toMatch(/…$/);
    expect(toTerminalLine(login, { ...plain, columns: 0 })).toMatch(/both changed$/);
  });

  it('lets no user name paint the terminal or turn its text round', () => {
    const line = toTerminalLine({ ...login, user: 'a\u001b[2J\u202eb\nc' }, plain);

    expect(line).toContain('a�[2J�b�c');
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('is coloured by its risk where that is wanted', () => {
    expect(toTerminalLine(login, { isColoured: true })).toBe(
      `\u001b[1;31m${toTerminalLine(login, plain)}\u001b[0m`,
    );
  });
});
