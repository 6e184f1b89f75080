import { createRandom, type Random } from '../../../functions/local/simulate/random.ts';
import { beginSession, isAlive, type LiveSession } from './live-session.ts';
import { type MonthEvent, tellEvent, toClientId, toLoginDetails, toUserId } from './month-event.ts';
import { findAway, findHome, findVpn, type Person, show, type Shown } from './person.ts';
import { toServer } from './places.ts';
import { rates } from './rates.ts';

export const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Where the month begins: a Monday, at midnight. */
export const monthStartMs = Date.UTC(2026, 8, 7);

/** A day of somebody, as it is lived. */
export interface Day {
  readonly number: number;
  readonly startMs: number;
  readonly random: Random;
  readonly events: MonthEvent[];
}

export function createDay(seed: number, number: number, person: Person): Day {
  const random = createRandom(seed * 7_000_003 + number * 104_729 + person.number * 31 + 5);
  return { number, startMs: monthStartMs + number * dayMs, random, events: [] };
}

/** Where the day is spent, the VPN, home again in the evening, and what servers do meanwhile. */
export function liveDay(person: Person, day: Day): void {
  const { random, startMs, number } = day;
  const at = (hour: number) =>
    startMs + hour * hourMs + Math.floor(random() * 50) * minuteMs + random() * 60_000;
  // Everybody begins the month at home; on other mornings few look before they leave.
  if (number === 0 || random() < 0.15)
    useAt(person, day, at(7), show(person, findHome(person, number, random), number, random));
  useAt(person, day, at(10), show(person, findAway(person, random), number, random));
  if (person.hasVpn) toggleVpn(person, day, at(14));
  const evening = show(person, findHome(person, number, random), number, random);
  useAt(person, day, at(18), evening);
  if (random() < rates.passwordChange) tellApart(person, day, at(19), evening, 'scp');
  if (random() < rates.factorEnrolled) tellApart(person, day, at(19), evening, 'gd_enrollment_complete');
  if (random() < rates.logout) logOut(person, day, at(20), evening);
}

/** On for ten minutes to a quarter of an hour; the network is the same before and after. */
function toggleVpn(person: Person, day: Day, fromMs: number): void {
  const { random, number } = day;
  const away = findAway(person, random);
  useAt(person, day, fromMs, show(person, away, number, random));
  const onMs = fromMs + (2 + random() * 8) * minuteMs;
  useAt(person, day, onMs, show(person, findVpn(person, random), number, random));
  useAt(person, day, onMs + (10 + random() * 15) * minuteMs, show(person, away, number, random));
}

/** Goes on with the session, in one of three applications, or logs in anew where it has ended. */
export function useAt(person: Person, day: Day, atMs: number, shown: Shown): LiveSession {
  const { session } = person;
  const application = person.applications[Math.floor(day.random() * 3)]!;
  const client = toClientId(application);
  if (session !== undefined && isAlive(session, atMs)) {
    const type = day.random() < 0.5 ? 'ssa' : 's';
    day.events.push(tellEvent({ type, atMs, session, ...shown, client }));
    return session;
  }
  return logIn(person, day, atMs, shown, application);
}

function logIn(person: Person, day: Day, atMs: number, shown: Shown, application: number): LiveSession {
  const { random, events, number } = day;
  const client = toClientId(application);
  const id = `month${String(person.number).padStart(6, '0')}x${number}x${events.length}`.padEnd(32, 'x');
  const session = beginSession(id, toUserId(person.number), { atMs, seen: shown.seen, client });
  person.session = session;
  if (person.hasSecondFactor) passPush(session, day, atMs, shown, client);
  const isDoubted = random() < rates.lowConfidence;
  const details = toLoginDetails(atMs, isDoubted);
  events.push(tellEvent({ type: 's', atMs, session, ...shown, client, details }));
  const server = { place: toServer(application), agent: 'node' };
  events.push(tellEvent({ type: 'seacft', atMs: atMs + 900, session, seen: server, client }));
  return session;
}

function passPush(
  session: LiveSession,
  { random, events }: Day,
  loginAtMs: number,
  shown: Shown,
  client: string,
) {
  const { seen } = shown;
  let atMs = loginAtMs - 6_000;
  const steps = ['gd_auth_succeed', 'gd_send_pn'];
  while (random() < rates.rejectedPush) steps.push('gd_auth_rejected', 'gd_send_pn');
  const told = steps.map((type) => {
    atMs -= 4_000;
    return tellEvent({ type, atMs, session, seen, client });
  });
  events.push(...told.toReversed());
  session.methods.push({
    name: 'mfa',
    type: 'push-notification',
    timestamp: new Date(loginAtMs - 10_000).toISOString(),
  });
}

function tellApart(person: Person, day: Day, atMs: number, shown: Shown, type: string): void {
  const { session } = person;
  if (session === undefined || !isAlive(session, atMs)) return;
  const isApart = type === 'scp';
  day.events.push(
    tellEvent({ type, atMs, session, ...shown, client: toClientId(person.applications[0]), isApart }),
  );
}

function logOut(person: Person, day: Day, atMs: number, shown: Shown): void {
  const { session } = person;
  if (session === undefined || !isAlive(session, atMs)) return;
  day.events.push(
    tellEvent({ type: 'slo', atMs, session, ...shown, client: toClientId(person.applications[0]) }),
  );
  session.hasEnded = true;
}

/** An application's server exchanges a refresh token of the session. */
export function refreshToken(person: Person, { random, startMs, events }: Day): boolean {
  const { session } = person;
  const atMs = startMs + (21 + random()) * hourMs;
  if (session === undefined || !isAlive(session, atMs)) return false;
  const application = person.applications[0];
  const seen = { place: toServer(application), agent: 'node' };
  const details = { session_id: undefined, refresh_token: { session_id: session.id, access: 'offline' } };
  events.push(tellEvent({ type: 'sertft', atMs, session, seen, client: toClientId(application), details }));
  return true;
}
