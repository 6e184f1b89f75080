import type { SignalBlock } from '../../../functions/signals/signal.ts';
import type { MonthEvent } from './month-event.ts';

/** What a month came to. A finding is a session and a signal of Medium or above, once, as its `finding_info.uid` is. */
export interface MonthTally {
  add(event: MonthEvent, signals: SignalBlock, created: ReadonlySet<string> | undefined): void;
  result(): MonthResult;
}

export interface MonthResult {
  readonly events: number;
  readonly harmlessSessions: number;
  /** Of harmless sessions, by signal. */
  readonly falseFindings: { readonly [signal: string]: number };
  readonly falseSessions: number;
  /** By the number of the attack: the signals of Medium or above of its sessions, with how often each was created. */
  readonly found: ReadonlyMap<number, ReadonlyMap<string, number>>;
}

const medium = 3;

export function createMonthTally(): MonthTally {
  const sessions = new Set<string>();
  const attackOf = new Map<string, number>();
  /** By session: signals of Medium or above, and how often an event said that it creates the incident. */
  const findings = new Map<string, Map<string, number>>();
  let events = 0;

  return {
    add({ sessionId, attack }, { evidence, incidents = [] }, created) {
      events += 1;
      if (sessionId === undefined) return;
      sessions.add(sessionId);
      if (attack !== undefined) attackOf.set(sessionId, attack);
      const raised = [...evidence.map((one) => ({ ...one, session_id: sessionId })), ...incidents].filter(
        ({ severity_id }) => severity_id >= medium,
      );
      for (const { signal, session_id } of raised) {
        const ofSession = findings.get(session_id) ?? new Map<string, number>();
        findings.set(session_id, ofSession);
        ofSession.set(signal, (ofSession.get(signal) ?? 0) + (created?.has(signal) === true ? 1 : 0));
      }
    },

    result() {
      const falseFindings: { [signal: string]: number } = {};
      let falseSessions = 0;
      const found = new Map<number, Map<string, number>>();
      for (const [sessionId, signals] of findings) {
        const attack = attackOf.get(sessionId);
        if (attack !== undefined) {
          found.set(attack, signals);
          continue;
        }
        falseSessions += 1;
        for (const signal of signals.keys()) falseFindings[signal] = (falseFindings[signal] ?? 0) + 1;
      }
      const harmlessSessions = sessions.size - attackOf.size;
      return { events, harmlessSessions, falseFindings, falseSessions, found };
    },
  };
}
