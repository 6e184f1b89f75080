import { describe, expect, it } from '@jest/globals';
import { toEventFacts } from '../../../../functions/ledger/event-facts.ts';
import { findBeginning, toSessionView } from '../../../../functions/ledger/session-view.ts';
import {
  toStreamElement,
  toSessionId,
  toSessionNumber,
} from '../../../../functions/local/simulate/auth0-log-event.ts';
import { parseSimulationOptions } from '../../../../functions/local/simulate/options.ts';
import { createTraffic } from '../../../../functions/local/simulate/traffic.ts';
import { parseElement } from '../../../../functions/log-event/parse-element.ts';

const settings = { disguise: (_field: string, value: string) => value, toKey: (value: string) => value };
const options = '--logins-per-second 20 --seconds 60 --hijacked 0.2';
const { events } = createTraffic(parseSimulationOptions(options.split(' '))!);

function parse(one: (typeof events)[number]) {
  const parsed = parseElement(toStreamElement(one), { receivedAtMs: one.enqueuedAtMs });
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
}

describe('toStreamElement', () => {
  it('is read as an event of its session and its time', () => {
    for (const one of events) {
      const { sessionId, occurredAtMs } = parse(one);

      expect(toSessionNumber(sessionId ?? '')).toBe(one.session);
      expect(occurredAtMs).toBe(Math.floor(one.occurredAtMs));
    }
    expect(new Set(events.map((one) => parse(one).logId)).size).toBe(events.length);
  });

  it("tells the session's beginning by its login alone, and not where the beginning is unseen", () => {
    for (const one of events) {
      const { session } = toEventFacts(parse(one), settings);
      const beginning = session && findBeginning(toSessionView(session.facts));

      expect(beginning !== undefined).toBe(one.role === 'login' && !one.isBeginningUnseen);
    }
  });

  it('shows two places for two networks and two programs, and the same for the same', () => {
    const hijack = events.find(({ role }) => role === 'hijack')!;
    const login = events.find(({ role, session }) => role === 'login' && session === hijack.session)!;

    expect(parse(hijack).data['ip']).not.toBe(parse(login).data['ip']);
    expect(parse(hijack).data['user_agent']).not.toBe(parse(login).data['user_agent']);
    expect(parse({ ...hijack, network: 0, program: 0 }).data).toMatchObject({
      ip: parse(login).data['ip'],
      user_agent: parse(login).data['user_agent'],
    });
  });
});

describe('toSessionId', () => {
  it('is as long as one of Auth0, and is read back', () => {
    expect(toSessionId(7)).toHaveLength(32);
    expect(toSessionNumber(toSessionId(70_123))).toBe(70_123);
  });
});
