import { describe, expect, it } from '@jest/globals';
import type { TurnClass } from '../../../../functions/ledger/line.ts';
import type { StoredAnswer } from '../../../../functions/ledger/session-ledger.ts';
import type { LogEvent } from '../../../../functions/log-event/log-event.ts';
import { toLookUpClass } from '../../../../functions/enrich/look-up/look-up-class.ts';
import { toShowing } from '../../../../functions/enrich/look-up/session-showing.ts';
import { chrome, digest, firefox, startMs, toEvent, toLogin } from '../../ledger/ledger-events.ts';
import { toStoredAnswer, toViewOf } from './view-of.ts';

const minuteMs = 60_000;
const home = { ip: '198.51.100.23', user_agent: chrome };
const sameNetwork = { ip: '198.51.100.99' };
const elsewhere = { ip: '203.0.113.7' };
const newerChrome = { user_agent: chrome.replace('145.0.0.0', '146.0.0.0') };
const unsure = { details: { riskAssessment: { confidence: 'low' } } };

function classOf(
  event: LogEvent,
  before: readonly LogEvent[],
  options: { isBackfill?: boolean; answer?: StoredAnswer } = {},
): TurnClass {
  const { isBackfill = false, answer } = options;
  return toLookUpClass(event, toShowing(event.logId, toViewOf(...before, event), answer), { isBackfill });
}

describe('toLookUpClass', () => {
  it.each<[when: string, event: LogEvent, turnClass: TurnClass]>([
    ['a login', toLogin(0), 'spare'],
    ['silent sign-on from where it began', toEvent('ssa', minuteMs), 'spare'],
    ['another address of the network', toEvent('ssa', minuteMs, sameNetwork), 'spare'],
    ['a browser that updated itself', toEvent('ssa', minuteMs, newerChrome), 'spare'],
    ['another network', toEvent('ssa', minuteMs, elsewhere), 'two'],
    ['another program', toEvent('ssa', minuteMs, { user_agent: firefox }), 'two'],
    [
      'network and program, both others',
      toEvent('ssa', minuteMs, { ...elsewhere, user_agent: firefox }),
      'one',
    ],
    ['a tool elsewhere', toEvent('ssa', minuteMs, { ...elsewhere, user_agent: 'curl/8.1' }), 'one'],
    [
      'an agent that nobody knows elsewhere',
      toEvent('ssa', minuteMs, { ...elsewhere, user_agent: 'x' }),
      'one',
    ],
    ['a digest of the same browser', toEvent('ssa', minuteMs, { user_agent: digest }), 'spare'],
    [
      'a digest, never compared, elsewhere',
      toEvent('ssa', minuteMs, { ...elsewhere, user_agent: digest }),
      'two',
    ],
    ['little confidence of Auth0', toEvent('s', minuteMs, unsure), 'two'],
    [
      'a token from a server',
      toEvent('seacft', minuteMs, { ip: '203.0.113.9', user_agent: 'node/22' }),
      'spare',
    ],
    ['a factor that was enrolled', toEvent('gd_enrollment_complete', minuteMs), 'two'],
    ['a factor that was removed', toEvent('gd_unenroll', minuteMs), 'two'],
  ])('of a session whose login was seen: %s', (_when, event, turnClass) => {
    expect(classOf(event, [toLogin(0, home)])).toBe(turnClass);
  });

  it('gives what nobody saw begin a class of its own, and compares it with the earliest event that was seen', () => {
    const first = toEvent('ssa', 0);

    expect(classOf(first, [])).toBe('three');
    expect(classOf(toEvent('ssa', minuteMs), [first])).toBe('three');
    expect(classOf(toEvent('ssa', minuteMs, { ...elsewhere, user_agent: firefox }), [first])).toBe('one');
  });

  it('compares it with what Auth0 says of the beginning, where Auth0 was asked', () => {
    const device = {
      initial_ip: '203.0.113.200',
      initial_user_agent: firefox,
      last_ip: '198.51.100.1',
      last_user_agent: chrome,
    };
    const answer = toStoredAnswer(startMs, { device });

    expect(classOf(toEvent('ssa', minuteMs), [], { answer })).toBe('one');
    expect(classOf(toEvent('ssa', minuteMs, { ...elsewhere, user_agent: firefox }), [], { answer })).toBe(
      'three',
    );
  });

  it.each([
    ['until somebody has', undefined, 'two'],
    ['also after an answer from before it', toStoredAnswer(startMs + minuteMs - 1), 'two'],
    ['and not again after an answer since', toStoredAnswer(startMs + minuteMs), 'spare'],
  ])('asks for a network that was shown before %s', (_when, answer, turnClass) => {
    const before = [toLogin(0), toEvent('ssa', minuteMs, elsewhere)];
    const options = answer === undefined ? {} : { answer };

    expect(classOf(toEvent('ssa', 2 * minuteMs, elsewhere), before, options)).toBe(turnClass);
  });

  it('takes no account of what happened later', () => {
    const later = toEvent('ssa', 5 * minuteMs, { ...elsewhere, user_agent: firefox });

    expect(classOf(toEvent('ssa', minuteMs), [toLogin(0), later])).toBe('spare');
    expect(classOf(toEvent('ssa', minuteMs, elsewhere), [toLogin(0), later])).toBe('two');
  });

  it('lets a backfilled event have what is to spare, whatever it shows', () => {
    const event = toEvent('ssa', minuteMs, { ...elsewhere, user_agent: firefox });

    expect(classOf(event, [toLogin(0)], { isBackfill: true })).toBe('spare');
  });
});
