import { describe, expect, it } from '@jest/globals';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { toEventFacts } from '../../../functions/ledger/event-facts.ts';
import { type LedgerFact, toDay } from '../../../functions/ledger/fact.ts';
import { toTexts } from '../../../functions/ledger/fact-codec.ts';
import { toSessionView } from '../../../functions/ledger/session-view.ts';
import { createNetworkKeys, toNews } from '../../../functions/ledger/user-facts.ts';
import { createUserHistory } from '../../../functions/ledger/user-history.ts';
import {
  isUserHistoryKnown,
  toPairName,
  toUserView,
  userViewAt,
} from '../../../functions/ledger/user-view.ts';
import { keys, settings, startMs, textsOf, toEvent, toLogin } from './ledger-events.ts';

const home = '198.51.100.23';
const office = '203.0.113.77';
const toNetworkKey = createNetworkKeys(keys);
const homeKey = toNetworkKey(home)!;
const officeKey = toNetworkKey(office)!;
const ja4 = 't13d1516h2_8daaf6152771_e5627efa2ab1';
const hour = 3_600_000;

const viewOf = (facts: readonly LedgerFact[]) => toUserView(toTexts(facts));
const historyOf = (...events: readonly LogEvent[]) =>
  viewOf(createUserHistory(toNetworkKey)(toSessionView(textsOf(...events))));

describe('createUserHistory', () => {
  it('tells the networks of a session, each with its first time, as keyed hashes', () => {
    const { networks } = historyOf(
      toLogin(0, { ip: home }),
      toEvent('ssa', 1_000, { ip: '198.51.100.99' }),
      toEvent('ssa', 2_000, { ip: office }),
    );

    expect(networks).toEqual(
      new Map([
        [homeKey, startMs],
        [officeKey, startMs + 2_000],
      ]),
    );
    expect(homeKey).toMatch(/^[\w-]{8}$/);
    expect(toNetworkKey('hash:x')).toBeUndefined();
  });

  it('tells the cipher part of interactive logins alone', () => {
    const security = { security_context: { ja4 } };

    expect(historyOf(toLogin(0, security)).ciphers).toEqual(new Map([[`${homeKey}|138daaf615`, startMs]]));
    expect(historyOf(toEvent('ssa', 0, security)).ciphers).toEqual(new Map());
  });

  it.each<[what: string, steps: [ip: string, afterMs: number][], days: number]>([
    [
      'A, B, A within the hour',
      [
        [home, 0],
        [office, 60_000],
        [home, 120_000],
      ],
      1,
    ],
    [
      'A, B, B, A',
      [
        [home, 0],
        [office, 60_000],
        [office, 90_000],
        [home, hour],
      ],
      1,
    ],
    [
      'A, B',
      [
        [home, 0],
        [office, 60_000],
      ],
      0,
    ],
    [
      'A, A, B',
      [
        [home, 0],
        [home, 1_000],
        [office, 60_000],
      ],
      0,
    ],
    [
      'A, B, A over more than an hour',
      [
        [home, 0],
        [office, 60_000],
        [home, hour + 1],
      ],
      0,
    ],
  ])('tells of %s', (_what, steps, days) => {
    const { alternations } = historyOf(...steps.map(([ip, afterMs]) => toEvent('ssa', afterMs, { ip })));
    const pair = toPairName([homeKey, officeKey].sort() as [string, string]);

    expect(alternations.get(pair) ?? []).toEqual(days === 0 ? [] : [toDay(startMs)]);
  });
});

describe('userViewAt', () => {
  it('knows nothing later than the event, and of pairs nothing of its day', () => {
    const day = 24 * hour;
    const alternating = [0, day, 2 * day].flatMap((fromMs) => [
      toEvent('ssa', fromMs, { ip: home }),
      toEvent('ssa', fromMs + 1_000, { ip: office }),
      toEvent('ssa', fromMs + 2_000, { ip: home }),
    ]);
    const view = historyOf(...alternating);
    const pair = toPairName([homeKey, officeKey].sort() as [string, string]);
    const daysAt = (afterMs: number) => userViewAt(view, startMs + afterMs).alternations.get(pair)?.length;

    expect([daysAt(0), daysAt(day), daysAt(2 * day), daysAt(3 * day)]).toEqual([0, 1, 2, 2]);
    expect(userViewAt(view, startMs).networks.has(officeKey)).toBe(false);
    expect(userViewAt(view, startMs + 1_000).networks.has(officeKey)).toBe(true);
  });

  it('has steps of factors, changes of the password and revocations, in order', () => {
    const factsOf = (event: LogEvent) => toEventFacts(event, settings).user?.facts ?? [];
    const request = { method: 'DELETE', path: '/api/v2/users/auth0%7Cu1/sessions' };
    const view = viewOf([
      ...factsOf(toEvent('scp', 3_000)),
      ...factsOf(toEvent('gd_auth_rejected', 2_000)),
      ...factsOf(toEvent('gd_send_pn', 1_000)),
      ...factsOf(toEvent('sapi', 4_000, { details: { request } })),
    ]);

    expect(view.factors.map(({ step }) => step)).toEqual(['push', 'rejected']);
    expect(userViewAt(view, startMs + 2_999)).toMatchObject({ passwordChanges: [], ends: [] });
    expect(userViewAt(view, startMs + 4_000)).toMatchObject({
      passwordChanges: [{ atMs: startMs + 3_000 }],
      ends: [{ by: 'api' }],
    });
    expect(isUserHistoryKnown(view, startMs)).toBe(true);
    expect(isUserHistoryKnown(view, startMs - hour)).toBe(false);
  });
});

describe('toUserView', () => {
  it('passes over what it cannot read, and what is a session’s alone', () => {
    const told = ['Nk|network1', 'Wn'];

    expect(toUserView(['Q of a newer version', 'Atag|a program', '', ...told])).toEqual(toUserView(told));
  });
});

describe('toNews', () => {
  it('leaves out what a user’s item tells already', () => {
    const facts = createUserHistory(toNetworkKey)(
      toSessionView(textsOf(toLogin(1_000, { security_context: { ja4 } }))),
    );
    const earlier = historyOf(toLogin(0, { security_context: { ja4 } }));
    const later = historyOf(toLogin(2_000, { security_context: { ja4 } }));

    expect(facts).toHaveLength(2);
    expect(toNews(earlier, facts)).toEqual([]);
    expect(toNews(later, facts)).toEqual(facts);
    expect(toNews(toUserView([]), facts)).toEqual(facts);
  });
});
