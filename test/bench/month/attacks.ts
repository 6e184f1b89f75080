import { browsers, toAgent, toJa4, tools } from './browsers.ts';
import type { Day } from './daily-life.ts';
import { beginSession, type LiveSession, type Seen } from './live-session.ts';
import { tellEvent, toClientId, toLoginDetails, toUserId } from './month-event.ts';
import { findHome, type Person, show, type Shown, toVersion } from './person.ts';
import { type Place, toThief } from './places.ts';

/** An attack as it is planted: whose session, when, and its number among those of its kind. */
interface Scene {
  readonly attack: number;
  readonly nth: number;
  readonly person: Person;
  readonly session: LiveSession;
  readonly day: Day;
  /** Late in the evening, after everything that the person did. */
  readonly atMs: number;
  readonly client: string;
  readonly own: Shown;
  /** The person's browser, copied to its version: what a thief has who copies the user agent. */
  readonly copiedAgent: string;
}

const minuteMs = 60_000;

/** Twelve kinds of attack. Each leaves the log events that it leaves in Auth0, and none is made for a rule. */
export const attackKinds: { readonly [kind: string]: (scene: Scene) => void } = {
  'cookie in another browser': (scene) => {
    const browser = scene.person.browser === browsers.firefox ? browsers.chromeWindows : browsers.firefox;
    const agent = toAgent(browser, toVersion(scene.person, scene.day.number));
    comeAndGo(scene, { place: toPlace(scene, 'residential'), agent }, toJa4(browser, scene.day.random));
  },
  'cookie under a copied user agent': (scene) => {
    const seen = { place: toPlace(scene, 'residential'), agent: scene.copiedAgent };
    // One thief in four has the same browser in the same version: all that is left is another network.
    comeAndGo(scene, seen, scene.nth % 4 === 3 ? scene.own.ja4 : tools.unknown.ja4);
  },
  'cookie under an old user agent': (scene) => {
    const version = toVersion(scene.person, scene.day.number) - 4 - scene.nth * 3;
    const seen = { place: toPlace(scene, 'residential'), agent: toAgent(scene.person.browser, version) };
    comeAndGo(scene, seen, scene.own.ja4);
  },
  'cookie in a script': (scene) => {
    const { agent, ja4 } = [tools.python, tools.curl, tools.unknown][scene.nth % 3]!;
    comeAndGo(scene, { place: toPlace(scene, 'hosting'), agent }, ja4);
  },
  'phishing proxy': (scene) => {
    const seen = { place: toPlace(scene, 'hosting'), agent: scene.copiedAgent };
    const travel = scene.nth % 2 === 0 ? 'impossible_travel_from_last_login' : undefined;
    const address = travel === undefined ? 'found_on_deny_list' : undefined;
    const codes = ['no_match', travel ?? 'minimal_travel_from_last_login', ...(address ? [address] : [])];
    const session = begin(scene, seen);
    tell(scene, session, 's', scene.atMs, seen, { details: toLoginDetails(scene.atMs, true, codes) });
  },
  'push fatigue': (scene) => {
    const seen = { place: toPlace(scene, 'residential'), agent: scene.copiedAgent };
    const session = begin(scene, seen);
    const rejections = scene.nth % 2 === 0 ? 3 : 1;
    const pushes = scene.nth % 2 === 0 ? 4 : 6;
    for (let push = 0; push < pushes; push += 1) {
      const atMs = scene.atMs - (pushes - push) * 30_000;
      tell(scene, session, 'gd_send_pn', atMs, seen);
      if (push < rejections) tell(scene, session, 'gd_auth_rejected', atMs + 12_000, seen);
    }
    tell(scene, session, 'gd_auth_succeed', scene.atMs - 9_000, seen);
    tell(scene, session, 's', scene.atMs, seen, { details: toLoginDetails(scene.atMs, false) });
  },
  'two at once': (scene) => {
    const seen = { place: toPlace(scene, 'residential'), agent: scene.own.seen.agent };
    for (let turn = 0; turn < 3; turn += 1) {
      const atMs = scene.atMs + turn * 8 * minuteMs;
      tellOwn(scene, 'ssa', atMs);
      tell(scene, scene.session, 'ssa', atMs + 3 * minuteMs, seen, { ja4: scene.own.ja4 });
    }
  },
  'from another continent': (scene) => {
    comeAndGo(scene, { place: toPlace(scene, 'abroad'), agent: scene.copiedAgent }, scene.own.ja4);
  },
  'factor enrolled elsewhere': (scene) => {
    const seen = { place: toPlace(scene, 'residential'), agent: scene.copiedAgent };
    tell(scene, scene.session, 'ssa', scene.atMs, seen, { ja4: scene.own.ja4 });
    tell(scene, scene.session, 'gd_enrollment_complete', scene.atMs + 2 * minuteMs, seen);
  },
  'used after the logout': (scene) => {
    tellOwn(scene, 'slo', scene.atMs);
    scene.session.hasEnded = true;
    const seen = { place: toPlace(scene, 'residential'), agent: scene.copiedAgent };
    tell(scene, scene.session, 'ssa', scene.atMs + (3 + scene.nth * 5) * minuteMs, seen, {
      ja4: scene.own.ja4,
    });
  },
  'refresh token in a script': (scene) => {
    const { session, own, atMs } = scene;
    const client = toClientId(scene.person.applications[1]);
    const details = { session_id: undefined, refresh_token: { session_id: session.id, access: 'offline' } };
    for (const before of [60, 30]) {
      scene.day.events.push(
        tellEvent({ type: 'sertft', atMs: atMs - before * minuteMs, session, ...own, client, details }),
      );
    }
    const seen = { place: toPlace(scene, 'hosting'), agent: tools.python.agent };
    tell(scene, session, 'sertft', atMs, seen, { details, client });
  },
  'headless browser on the same computer': (scene) => {
    const agent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/145.0.0.0 Safari/537.36`;
    comeAndGo(scene, { place: scene.own.seen.place, agent }, scene.own.ja4);
  },
};

export const attackNames = Object.keys(attackKinds);

/** Plants it, late in the evening; false where the person has no session that it could be on. */
export function attack(number: number, person: Person, day: Day): boolean {
  const name = attackNames[number % attackNames.length]!;
  const { session } = person;
  const { random, startMs } = day;
  const atMs = startMs + (22 + random() * 0.5) * 3_600_000;
  if (session === undefined || session.hasEnded || session.attack !== undefined) return false;
  session.attack = number;
  const own = show(person, findHome(person, day.number, random), day.number, random);
  attackKinds[name]!({
    attack: number,
    nth: Math.floor(number / attackNames.length),
    person,
    session,
    day,
    atMs,
    client: toClientId(person.applications[0]),
    own,
    copiedAgent: toAgent(person.browser, toVersion(person, day.number)),
  });
  return true;
}

/** Uses the session three times. */
function comeAndGo(scene: Scene, seen: Seen, ja4: string): void {
  for (const minutes of [0, 4, 17]) {
    tell(scene, scene.session, 'ssa', scene.atMs + minutes * minuteMs, seen, { ja4 });
  }
}

function begin(
  { attack: number, person, atMs, day, client, session: known }: Scene,
  seen: Seen,
): LiveSession {
  const id = `month${String(person.number).padStart(6, '0')}a${number}x${day.number}`.padEnd(32, 'x');
  const session = beginSession(id, toUserId(person.number), { atMs, seen, client });
  session.methods.push({
    name: 'mfa',
    type: 'push-notification',
    timestamp: new Date(atMs - 9_000).toISOString(),
  });
  session.attack = number;
  // It is on a session of its own: the person's stays harmless.
  delete known.attack;
  return session;
}

function tell(
  { day, client }: Scene,
  session: LiveSession,
  type: string,
  atMs: number,
  seen: Seen,
  more: { readonly ja4?: string; readonly details?: object; readonly client?: string } = {},
): void {
  day.events.push(tellEvent({ type, atMs, session, seen, client, ...(more as object), isThief: true }));
}

function tellOwn({ day, client, session, own }: Scene, type: string, atMs: number): void {
  day.events.push(tellEvent({ type, atMs, session, ...own, client }));
}

function toPlace({ person, day }: Scene, kind: Parameters<typeof toThief>[0]): Place {
  return toThief(kind, person.city, day.random);
}

/** The day on which an attack is planted: not before people have habits. */
export function toAttackDay(number: number, attacks: number, days: number): number {
  const first = Math.min(3, days - 1);
  return first + Math.floor((number * (days - first)) / attacks);
}
