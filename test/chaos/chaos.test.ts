import { describe, expect, it } from '@jest/globals';
import { allFaults } from './faults/all-faults.ts';
import type { ChaosFault } from './faults/chaos-fault.ts';
import { pickFaults } from './faults/pick-faults.ts';
import { killSteps } from './kills/kill-steps.ts';
import { judgeRecords } from './judge-records.ts';
import { createLedger } from './ledger.ts';
import { addresses, sessionIdOf } from './traffic.ts';
import { packSession } from '../../functions/session/packed-session.ts';
import { findCanaries } from './canaries.ts';
import { createChance } from './random.ts';
import { runRound } from './round.ts';
import { planRounds } from './run-chaos.ts';

const seed = 20_260_914;

describe('chaos', () => {
  it('sees what a worker delivers twice, each time under the same uid', async () => {
    // Until the queue is empty: a fault that ends by the clock may meet no batch on a busy machine.
    const everyBatchTwice: ChaosFault = {
      name: 'worker: gets every batch twice',
      atStart: true,
      lasts: 'until-drained',
      begin({ system }) {
        system.faults.duplicateShare = 1;
        return () => undefined;
      },
    };

    const round = await runRound({
      faults: [everyBatchTwice],
      events: 90,
      chance: createChance(seed),
      hasDeduplication: false,
    });

    expect(round).toMatchObject({ lost: [], duplicatesWithOtherUid: [] });
    expect(round.duplicates).toBeGreaterThanOrEqual(90);
  });

  it('gives a destination nothing twice while nothing fails, with deduplication', async () => {
    const faults = pickFaults('sender: delivers everything twice', 'worker: gets batches twice');

    const round = await runRound({
      faults,
      events: 90,
      chance: createChance(seed),
      hasDeduplication: true,
      // A busy machine may keep a destination from answering, which then gets its records once more.
      attemptMs: 20_000,
    });

    expect(round).toMatchObject({ lost: [], stuck: 0 });
    // The same of the table: each call that comes too late is worth some repeats.
    expect(round.duplicates).toBeLessThanOrEqual(6 * round.failedMarks);
    expect(round.events).toBeGreaterThanOrEqual(90);
  });

  it('loses nothing that waits in the queue of look-ups, and keeps nobody in the table', async () => {
    const round = await runRound({
      faults: pickFaults('look-ups: events that nobody put off'),
      events: 150,
      chance: createChance(seed),
      isBudgetShort: true,
    });

    expect(round).toMatchObject({ lost: [], stuck: 0, duplicatesWithOtherUid: [], canaries: [] });
    // How many were put off depends on the machine: `npm run chaos` says it.
    expect(round.ledgerItems).toBeGreaterThan(0);
  }, 90_000);
});

describe('planRounds', () => {
  it('has at least 130 faults, each alone once, and more of them together', () => {
    const rounds = planRounds({ seed, combinations: 10 });

    expect(allFaults.length).toBeGreaterThanOrEqual(130);
    expect(killSteps.length).toBeGreaterThanOrEqual(20);
    expect(new Set(allFaults.map(({ name }) => name)).size).toBe(allFaults.length);
    expect(rounds.filter(({ length }) => length === 1)).toHaveLength(allFaults.length);
    expect(rounds.filter(({ length }) => length > 1)).toHaveLength(10);
  });

  it('is repeated by its seed', () => {
    const names = () =>
      planRounds({ seed, combinations: 10 }).map((faults) => faults.map(({ name }) => name));

    expect(names()).toEqual(names());
  });
});

describe('findCanaries', () => {
  const session = { id: sessionIdOf(1), user_id: 'auth0|1', device: { last_ip: addresses.last } };
  const packed = Buffer.concat([Buffer.from([1]), packSession(JSON.stringify(session))]);

  it('looks into keys, texts, sets and what was packed', () => {
    expect(
      findCanaries([{ pk: { S: '1s' }, p: { B: packed.toString('base64') as unknown as Uint8Array } }]),
    ).toEqual(['a session ID', "a user ID of Auth0's answer", 'an address']);
    expect(findCanaries([{ pk: { S: sessionIdOf(1) } }])).toEqual(['a session ID']);
    expect(findCanaries([{ 'i.chaos-0000001': { N: '1' } }])).toEqual(['a user ID']);
    expect(findCanaries([{ f: { SS: ['Schaos-user', `P${addresses.user}`] } }])).toEqual([
      'a user name',
      'an address',
    ]);
  });

  it('takes a network for nobody', () => {
    expect(findCanaries([{ f: { SS: ['198.51.100.0', '203.0.113.0'] } }])).toEqual([]);
  });
});

describe('judgeRecords', () => {
  it('counts every record, and tells what breaks its contract', async () => {
    const lines = [
      '{"@timestamp":"2026-09-14T08:00:00Z","ecs":{"version":"9.4.0"}}',
      '{"ecs":{"version":"9.4.0"}}',
    ];

    const verdict = await judgeRecords(
      [
        { destination: 'a', lines },
        { destination: 'b', lines },
      ],
      'ecs',
    );

    expect(verdict).toEqual({
      recordsValidated: 4,
      invalid: ['/@timestamp is required at a', '/@timestamp is required at b'],
    });
  });
});

describe('createLedger', () => {
  const sent = (index: number) => {
    const marker = `chaos-000000${index}`;
    return { marker, logId: `L${index}`, isEvent: true, text: `{"u":"${marker}"}` };
  };
  const record = (index: number, uid: string) =>
    JSON.stringify({ metadata: { uid }, user: { uid: `chaos-000000${index}` } });
  const judge = (lines: string[], deadLetters: string[] = []) => {
    const ledger = createLedger();
    ledger.acknowledge([sent(1), sent(2)]);
    return ledger.judge([{ destination: 'out', lines }], deadLetters);
  };

  it('misses what is not there', () => {
    expect(judge([record(1, 'L1')])).toMatchObject({ events: 2, lost: ['chaos-0000002 at out'] });
  });

  it('counts repeats, and tells those with another uid', () => {
    const verdict = judge([record(1, 'L1'), record(1, 'L1'), record(2, 'L2'), record(2, 'L3')]);

    expect(verdict).toMatchObject({ records: 4, duplicates: 2, lost: [] });
    expect(verdict.duplicatesWithOtherUid).toEqual(['chaos-0000002']);
  });

  it('finds what is among the dead letters, and whether it is what was sent', () => {
    const verdict = judge([], ['{"u":"chaos-0000001"}', '{"u" : "chaos-0000002"}']);

    expect(verdict).toMatchObject({ lost: [], deadLetters: 2, altered: ['chaos-0000002'] });
  });
});
