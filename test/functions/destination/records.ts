import type { SecurityRecord } from '../../../functions/record/record.ts';

/** A record whose line has exactly so many bytes. */
export function recordOf(uid: string, bytes = 100): SecurityRecord {
  const empty = JSON.stringify({ uid, pad: '' });
  return {
    uid,
    line: JSON.stringify({ uid, pad: 'x'.repeat(bytes - empty.length) }),
    timeMs: 1_789_377_164_519,
  };
}

export function recordsOf(count: number, bytes = 100): SecurityRecord[] {
  return Array.from({ length: count }, (_, index) => recordOf(`r${index}`, bytes));
}

/** Waits are noted, not waited for; the jitter is at its most. */
export function createTiming() {
  const waits: number[] = [];
  let nowMs = 0;
  return {
    waits,
    random: () => 0.999,
    now: () => nowMs,
    sleep: async (ms: number) => {
      waits.push(Math.round(ms));
      nowMs += ms;
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}
