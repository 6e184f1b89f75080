import { describe, expect, it } from '@jest/globals';
import type { FeedRow } from '../../../functions/local/playground/feed-row.ts';
import { toTerminalLine } from '../../../functions/local/terminal-line.ts';

const row: FeedRow = {
  id: 1,
  logId: 'a',
  sessionId: 'S',
  atMs: 0,
  timeMs: new Date(2026, 10, 22, 21, 20, 0).getTime(),
  type: 'sertft',
  event: 'Successful Exchange of Refresh Token for Access Token',
  user: 'casey.sample@example.com',
  userId: 'auth0|1',
  application: 'Customer Portal',
  address: '203.0.113.200',
  network: 'AS65550',
  riskLevel: 'high',
  severityId: 4,
  headline: 'Network and program changed: AS65550, Chrome 141',
  raised: ['network_and_client_changed'],
  coverage: 'api',
  status: 'enriched',
  reason: '',
  delayMs: 12,
};
const plain = { isColoured: false };

describe('toTerminalLine', () => {
  it('tells time, risk, user, what happened and what changed, in that order', () => {
    expect(toTerminalLine(row, plain)).toBe(
      '21:20:00  High    casey.sample@example.com    sertft    Successful Exchange of Refresh Toke…  Network and program changed: AS65550, Chrome 141',
    );
  });

  it.each<[what: string, changes: Partial<FeedRow>, end: string]>([
    [
      'a session that could not be read',
      { status: 'rate_limited', coverage: 'none' },
      'session rate limited',
    ],
    ['an event without a session', { status: 'no_session_id', coverage: 'none' }, 'Toke…'],
    ['nothing raised', {}, 'Toke…'],
  ])('ends with %s', (_what, changes, end) => {
    const line = toTerminalLine({ ...row, headline: '', ...changes }, plain);

    expect(line.endsWith(end)).toBe(true);
  });

  it('fits the terminal, and leaves a width that is not known alone', () => {
    expect(toTerminalLine(row, { ...plain, columns: 80 })).toHaveLength(80);
    expect(toTerminalLine(row, { ...plain, columns: 0 }).length).toBeGreaterThan(120);
  });

  it('lets no control character of a user name reach the terminal', () => {
    const line = toTerminalLine({ ...row, user: '\u001b[2Jevil\r\n\u202e' }, { isColoured: true });

    expect(line.startsWith('\u001b[1;31m')).toBe(true);
    expect(line.slice(7, -4)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
