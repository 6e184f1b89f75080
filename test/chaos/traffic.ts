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

const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0';
export const userNameCanary = 'chaos-user';
/** Of events of another place and program than their session began with: their look-ups are worth waiting for. */
const stolenShare = 0.1;

/** Addresses of events and sessions, of which each has a privacy rule. */
export const addresses = { user: '198.51.100.7', initial: '192.0.2.10', last: '203.0.113.9' } as const;
const toThiefAddress = (chance: Chance) => `203.0.113.${10 + chance.below(240)}`;

export const sessionIdPattern = /chaosSession\d{20}/;
export const sessionIdOf = (index: number) => `chaosSession${String(index).padStart(20, '0')}`;

export function toSessions(count: number): Auth0Session[] {
  return Array.from({ length: count }, (_, index) => ({
    id: sessionIdOf(index),
    user_id: `auth0|${index}`,
    created_at: '2026-09-14T08:00:00.000Z',
    updated_at: '2026-09-14T09:00:00.000Z',
    device: {
      initial_ip: addresses.initial,
      initial_asn: '64496',
      initial_user_agent: browser,
      last_ip: addresses.last,
      last_asn: '65550',
    },
    authentication: { methods: [{ name: 'pwd', timestamp: '2026-09-14T08:00:00.000Z' }] },
  }));
}

const types = ['s', 's', 'ssa', 'sertft', 'f', 'slo', 'gd_auth_succeed', 'fp', 'sapi', 'a_type_of_tomorrow'];

/** Makes each event once; the numbers in the markers go on from call to call. */
export function createTraffic(chance: Chance, sessions: number) {
  let sent = 0;
  /** Sessions that a browser has used. */
  const used: string[] = [];

  /** `isWorthy`: of another place and program than all others of its session, if one is in use. @default by chance */
  function toEvent(isWorthy = chance.next() < stolenShare): Sent {
    const isStolen = isWorthy && used.length > 0;
    const marker = `chaos-${String(sent++).padStart(7, '0')}`;
    const sessionId = isStolen ? chance.pick(used) : sessionIdOf(chance.below(sessions));
    // After what it is compared with.
    const date = new Date(Date.now() - (isStolen ? 0 : chance.below(20_000))).toISOString();
    if (!isStolen && chance.next() < 0.02) {
      const event = { session_id: sessionId, user_id: marker, date };
      return { marker, logId: undefined, isEvent: true, text: JSON.stringify(event) };
    }
    const logId = `900${date.replaceAll(/\D/g, '')}${marker.slice(6).padStart(36, '0')}`;
    const type = isStolen ? 'ssa' : chance.pick(types);
    const details = isStolen ? { session_id: sessionId } : toDetails(sessionId);
    if (/^ssa?$/.test(type) && 'session_id' in details) used.push(sessionId);
    const data = {
      date,
      type,
      log_id: logId,
      ip: isStolen ? toThiefAddress(chance) : addresses.user,
      user_agent: isStolen ? 'curl/8.5.0' : browser,
      user_id: marker,
      user_name: `${userNameCanary}-${marker}`,
      client_id: 'd2If6r94bccP9vobatOm7gz3Vaq27qxL',
      details,
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
