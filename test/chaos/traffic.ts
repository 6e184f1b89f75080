import type { Auth0Session } from '../../functions/session/session-outcome.ts';
import type { Chance } from './random.ts';

/** Something that is sent: an event that has to become a record, or what has to end among the dead letters. */
export interface Sent {
  /** Stands in the event as its user, so that a record tells whose it is without its uid. */
  readonly marker: string;
  /** Undefined for an event without a `log_id`, and for what is no event. */
  readonly logId: string | undefined;
  readonly isEvent: boolean;
  /** One line, as it is sent. */
  readonly text: string;
}

export const markerPattern = /chaos-\d{7}/;

export const sessionIdOf = (index: number) => `chaosSession${String(index).padStart(20, '0')}`;

export function toSessions(count: number): Auth0Session[] {
  return Array.from({ length: count }, (_, index) => ({
    id: sessionIdOf(index),
    user_id: `auth0|${index}`,
    created_at: '2026-09-14T08:00:00.000Z',
    updated_at: '2026-09-14T09:00:00.000Z',
    device: { initial_ip: '192.0.2.10', initial_asn: '64496', last_ip: '203.0.113.9', last_asn: '65550' },
    authentication: { methods: [{ name: 'pwd', timestamp: '2026-09-14T08:00:00.000Z' }] },
  }));
}

const types = ['s', 's', 'ssa', 'sertft', 'f', 'slo', 'gd_auth_succeed', 'fp', 'sapi', 'a_type_of_tomorrow'];

/** Makes each event once; the numbers in the markers go on from call to call. */
export function createTraffic(chance: Chance, sessions: number) {
  let sent = 0;

  function toEvent(): Sent {
    const marker = `chaos-${String(sent++).padStart(7, '0')}`;
    const sessionId = sessionIdOf(chance.below(sessions));
    const date = new Date(Date.now() - chance.below(20_000)).toISOString();
    if (chance.next() < 0.02) {
      const event = { session_id: sessionId, user_id: marker, date };
      return { marker, logId: undefined, isEvent: true, text: JSON.stringify(event) };
    }
    const logId = `900${date.replaceAll(/\D/g, '')}${marker.slice(6).padStart(36, '0')}`;
    const data = {
      date,
      type: chance.pick(types),
      log_id: logId,
      ip: '198.51.100.7',
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0',
      user_id: marker,
      client_id: 'd2If6r94bccP9vobatOm7gz3Vaq27qxL',
      details: toDetails(sessionId),
    };
    const element = { log_id: logId, data };
    const text = chance.next() < 0.05 ? { 'detail-type': 'Auth0 log', detail: element } : element;
    return { marker, logId, isEvent: true, text: JSON.stringify(text) };
  }

  function toDetails(sessionId: string): object {
    const place = chance.below(20);
    if (place === 0) return {};
    if (place < 4) return { refresh_token: { access: 'online', session_id: sessionId } };
    if (place < 6) return { prompts: [{ session_id: sessionId }] };
    return { session_id: sessionId };
  }

  function toPoison(): Sent {
    const marker = `chaos-${String(sent++).padStart(7, '0')}`;
    const texts = [
      `{"log_id":"1","data":{"type":"s","user_id":"${marker}"`,
      `"${marker}"`,
      `{"log_id":"${marker}","data":{"type":5}}`,
      `{"user_id":"${marker}","a":${'['.repeat(150)}${']'.repeat(150)}}`,
      `${marker} \u0000 \uffff`,
    ];
    return { marker, logId: undefined, isEvent: false, text: chance.pick(texts) };
  }

  /** An event that no queue message holds: kept in parts. */
  function toOversized(): Sent {
    const marker = `chaos-${String(sent++).padStart(7, '0')}`;
    const text = JSON.stringify({
      log_id: marker,
      data: { type: 's', user_id: marker, x: 'x'.repeat(1_100_000) },
    });
    return { marker, logId: undefined, isEvent: false, text };
  }

  return { toEvent, toPoison, toOversized };
}

export type Traffic = ReturnType<typeof createTraffic>;
