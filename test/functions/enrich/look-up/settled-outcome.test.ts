import { describe, expect, it } from '@jest/globals';
import { toUnaskedOutcome } from '../../../../functions/enrich/look-up/settled-outcome.ts';
import type { StoredAnswer } from '../../../../functions/ledger/session-ledger.ts';
import { toSessionView } from '../../../../functions/ledger/session-view.ts';
import type { LogEvent } from '../../../../functions/log-event/log-event.ts';

const event: LogEvent = {
  logId: '1',
  type: 'ssa',
  data: { type: 'ssa' },
  sessionId: 'one',
  occurredAtMs: 10_000,
};
const view = toSessionView([]);

function toAnswer(device: object): StoredAnswer {
  const session = { device: { last_ip: '203.0.113.9', ...device }, clients: [{ client_id: 'a' }] };
  const found = { fetchedAtMs: 1_000, session, withIdentity: () => session };
  return { askedAtMs: 1_000, isGone: false, found };
}

describe('toUnaskedOutcome', () => {
  it('says why nobody asked where nothing is known', () => {
    expect(toUnaskedOutcome(event, 'no_turn', { view, answer: undefined }).outcome).toEqual({
      status: 'rate_limited',
      reason: 'no_turn',
    });
  });

  it('tells how the session began from an answer that is too old for the rest', () => {
    const answer = toAnswer({ initial_ip: '192.0.2.1', initial_user_agent: 'Browser/1' });

    expect(toUnaskedOutcome(event, 'no_turn', { view, answer }).outcome).toEqual({
      status: 'observed',
      reason: 'no_turn',
      observed: {
        initial_ip: { value: '192.0.2.1', basis: 'exact' },
        initial_user_agent: { value: 'Browser/1', basis: 'exact' },
      },
    });
  });

  it('tells nothing from an answer without it', () => {
    expect(toUnaskedOutcome(event, 'cache_only', { view, answer: toAnswer({}) }).outcome).toEqual({
      status: 'skipped',
      reason: 'cache_only',
    });
  });
});
