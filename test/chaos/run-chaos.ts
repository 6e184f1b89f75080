import { maxDelayMs } from './chaos-system.ts';
import { allFaults } from './faults/all-faults.ts';
import type { ChaosFault } from './faults/chaos-fault.ts';
import { createChance } from './random.ts';
import type { RoundResult } from './round.ts';
import type { RunTask } from './round-pool.ts';

/** For timers; what the machine could not run at all comes on top. More than that is a broken promise. */
const toleranceMs = 1_000;

export interface ChaosSummary {
  events: number;
  records: number;
  /** Held against the contract of their format: all of them. */
  recordsValidated: number;
  invalid: number;
  lost: number;
  duplicates: number;
  duplicatesWithOtherUid: number;
  deadLetters: number;
  /** Finished records that a destination never took. */
  deadRecords: number;
  /** Of these, records that do not say why. */
  unexplained: number;
  /** Dead letters with other bytes than were sent. */
  altered: number;
  stuck: number;
  leaks: number;
  /** Events that waited for their turn in the queue of look-ups. */
  putOff: number;
  /** Kinds of values that nobody is to find in the ledger's table, found there after a round: added up. */
  canaries: number;
  maxWaitMs: number;
  maxLagMs: number;
  rounds: number;
}

/** The faults of every round: each fault alone first, then some together. */
export function planRounds(options: {
  readonly seed: number;
  readonly combinations: number;
  readonly only?: string;
}): ChaosFault[][] {
  const { seed, combinations, only = '' } = options;
  const chance = createChance(seed);
  const faults = allFaults.filter(({ name }) => name.includes(only));
  const singles = faults.map((fault) => [fault]);
  const together = Array.from({ length: combinations }, () => {
    return chance.shuffle(faults).slice(0, 2 + chance.below(4));
  });
  return [...singles, ...together];
}

/** Runs rounds, some at a time, and adds up what they came to. */
export async function runRounds(options: {
  readonly rounds: readonly (readonly ChaosFault[])[];
  readonly events: number;
  readonly seed: number;
  readonly parallel: number;
  readonly run: RunTask;
  readonly onRound?: (result: RoundResult, done: number) => void;
}): Promise<ChaosSummary> {
  const { rounds, events, seed, parallel, run, onRound } = options;
  const summary: ChaosSummary = {
    events: 0,
    records: 0,
    recordsValidated: 0,
    invalid: 0,
    lost: 0,
    duplicates: 0,
    duplicatesWithOtherUid: 0,
    deadLetters: 0,
    deadRecords: 0,
    unexplained: 0,
    altered: 0,
    stuck: 0,
    leaks: 0,
    putOff: 0,
    canaries: 0,
    maxWaitMs: 0,
    maxLagMs: 0,
    rounds: 0,
  };
  const perRound = Math.ceil(events / rounds.length);
  const queue = rounds.entries();

  async function work(): Promise<void> {
    for (const [index, faults] of queue) {
      const names = faults.map(({ name }) => name);
      const result = await run({ index, faults: names, events: perRound, seed: seed + index });
      add(summary, result);
      onRound?.(result, summary.rounds);
    }
  }

  await Promise.all(Array.from({ length: parallel }, work));
  return summary;
}

function add(summary: ChaosSummary, result: RoundResult): void {
  summary.events += result.events;
  summary.records += result.records;
  summary.recordsValidated += result.recordsValidated;
  summary.invalid += result.invalid.length;
  summary.lost += result.lost.length;
  summary.duplicates += result.duplicates;
  summary.duplicatesWithOtherUid += result.duplicatesWithOtherUid.length;
  summary.deadLetters += result.deadLetters;
  summary.deadRecords += result.deadRecords;
  summary.unexplained += result.unexplained;
  summary.altered += result.altered.length;
  summary.stuck += result.stuck;
  summary.leaks += result.leaks;
  summary.putOff += result.putOff;
  summary.canaries += result.canaries.length;
  summary.maxWaitMs = Math.max(summary.maxWaitMs, result.maxWaitMs);
  summary.maxLagMs = Math.max(summary.maxLagMs, result.maxLagMs);
  summary.rounds += 1;
}

/** What a run has broken of the promises; none when all were kept. */
export function findBroken(summary: ChaosSummary): string[] {
  const broken: string[] = [];
  if (summary.lost > 0) broken.push(`${summary.lost} events are lost`);
  if (summary.invalid > 0) broken.push(`${summary.invalid} records break their contract`);
  if (summary.duplicatesWithOtherUid > 0)
    broken.push(`${summary.duplicatesWithOtherUid} records have another uid`);
  if (summary.altered > 0) broken.push(`${summary.altered} dead letters are not what was sent`);
  if (summary.unexplained > 0) broken.push(`${summary.unexplained} dead records do not say why`);
  if (summary.stuck > 0) broken.push(`${summary.stuck} messages are neither done nor set aside`);
  if (summary.leaks > 0) broken.push(`${summary.leaks} requests took a secret to a stranger`);
  if (summary.canaries > 0) broken.push(`${summary.canaries} kinds of canaries stand in the ledger's table`);
  if (summary.maxWaitMs > maxDelayMs + toleranceMs + summary.maxLagMs) {
    broken.push(`an event waited ${summary.maxWaitMs} ms for its session, promised are ${maxDelayMs}`);
  }
  return broken;
}
