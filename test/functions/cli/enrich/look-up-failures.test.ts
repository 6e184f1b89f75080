import { describe, expect, it } from '@jest/globals';
import { createLookUpFailures, toFailureLines } from '../../../../functions/cli/enrich/look-up-failures.ts';
import type { SessionOutcome } from '../../../../functions/session/session-outcome.ts';

const baseUrl = 'https://acme.eu.auth0.com';

function count(...outcomes: readonly SessionOutcome[]) {
  const failures = createLookUpFailures();
  for (const outcome of outcomes) failures.add(outcome);
  return failures;
}

describe('createLookUpFailures', () => {
  it.each<[what: string, outcomes: readonly SessionOutcome[], hasNoneWorked: boolean]>([
    ['nothing', [], false],
    ['nothing that was wanted', [{ status: 'no_session_id' }, { status: 'skipped' }], false],
    ['an ID that no session can have', [{ status: 'not_found', reason: 'malformed_id' }], false],
    ['failures alone', [{ status: 'timeout' }, { status: 'no_session_id' }], true],
    [
      'failures beside what nobody was asked for',
      [{ status: 'timeout' }, { status: 'not_found', reason: 'malformed_id' }],
      true,
    ],
    ['a session that is gone, which Auth0 said', [{ status: 'timeout' }, { status: 'not_found' }], false],
    ['one that worked', [{ status: 'unauthorized' }, { status: 'enriched', session: {} }], false],
  ])('tells whether none worked: %s', (_what, outcomes, hasNoneWorked) => {
    expect(count(...outcomes).hasNoneWorked).toBe(hasNoneWorked);
  });

  it('counts by status and reason, the most frequent first, and last what followed from others', () => {
    const open: SessionOutcome = { status: 'unavailable', reason: 'circuit_open' };
    const lost: SessionOutcome = { status: 'unavailable', reason: 'econnreset' };

    const failures = count(open, open, open, lost, lost, { status: 'unauthorized' });

    expect(failures.list()).toEqual([
      { status: 'unavailable', reason: 'econnreset', events: 2 },
      { status: 'unauthorized', events: 1 },
      { status: 'unavailable', reason: 'circuit_open', events: 3 },
    ]);
  });
});

describe('toFailureLines', () => {
  it.each<[outcome: SessionOutcome, says: string]>([
    [
      { status: 'unauthorized' },
      'Auth0 refused the token (401); it has expired, or is of another tenant: take a new one',
    ],
    [
      { status: 'forbidden', reason: 'insufficient_scope' },
      "Auth0 refused the look-up (403, insufficient_scope); the token's application needs the permission read:sessions",
    ],
    [
      { status: 'forbidden', reason: 'insufficient_entitlement' },
      'Auth0 refused the look-up (403, insufficient_entitlement); the Sessions API needs an Enterprise plan',
    ],
    [
      { status: 'rate_limited', reason: 'http_429' },
      "the tenant's rate limit is spent (429); ask for fewer a second, or find who else spends it",
    ],
    [
      { status: 'timeout' },
      'acme.eu.auth0.com did not answer in time; see https://status.auth0.com, or try again',
    ],
    [
      { status: 'invalid_response', reason: 'not_the_session' },
      "acme.eu.auth0.com answers, but not as the Sessions API does (not_the_session); is it the tenant's own domain?",
    ],
    [
      { status: 'unavailable', reason: 'http_503' },
      'acme.eu.auth0.com answers HTTP status 503; see https://status.auth0.com, or try again',
    ],
    [
      { status: 'unavailable', reason: 'enotfound' },
      'the host acme.eu.auth0.com is not found (ENOTFOUND); is its name right? Else set HTTPS_PROXY if this machine reaches the internet through a proxy',
    ],
    [
      { status: 'unavailable', reason: 'no_answer' },
      'acme.eu.auth0.com gives no answer; is the address right, and does it run?',
    ],
  ])('puts %j into words', (outcome, says) => {
    expect(toFailureLines(count(outcome, { status: 'enriched', session: {} }), baseUrl)).toEqual([
      `1 event without a session: ${says}`,
    ]);
  });
});
