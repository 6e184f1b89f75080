import { describe, expect, it } from '@jest/globals';
import { createChance } from './random.ts';
import { pickFaults } from './faults/pick-faults.ts';
import { killSteps } from './kills/kill-steps.ts';
import { runKills } from './kills/run-kills.ts';
import { promisedDelayMs, runRotations } from './rotations.ts';
import { runTask } from './round-worker.ts';
import { findBroken, runRounds } from './run-chaos.ts';

// Whole runs, which take a minute: `npm test` leaves this file out, `THOROUGH=1 npm test` does not.

const seed = 20_260_914;

describe('chaos', () => {
  it('loses nothing under some faults at a time', async () => {
    const rounds = [
      pickFaults('auth0: reset in the body', 'secrets: throttled', 'firehose: takes a part of a batch'),
      pickFaults('sqs: takes and then resets', 'worker: gets batches twice', 'https: takes and then resets'),
      pickFaults(
        'eventbridge: throttled',
        'poison: no events among events',
        'auth0: redirect to another host',
      ),
      pickFaults(
        'secrets: webhook secret rotated, the sender follows later',
        'poison: an event larger than a message',
      ),
    ];

    const summary = await runRounds({ rounds, events: 600, seed, parallel: 2, run: runTask });

    expect(findBroken(summary)).toEqual([]);
    expect(summary.events).toBeGreaterThanOrEqual(600);
    expect(summary.deadLetters).toBeGreaterThan(0);
    expect(summary.recordsValidated).toBe(summary.records);
  });

  it('refuses no look-up while the token is rotated', async () => {
    const { figures } = await runRotations({ rotations: 4, chance: createChance(seed) }, () => {});

    // Whatever depends on time is for `npm run chaos -- --rotations`: here, the machine may be busy.
    expect(figures).toMatchObject({ rotations: 4, lost: 0, stuck: 0 });
    expect(figures.statuses['enriched']).toBeGreaterThan(0);
    // A refused token is renewed within the look-up, unless a machine stood still until the time for the token was over.
    const isOutOfTime = figures.failedTokenReads > 0 || figures.maxDelayMs > promisedDelayMs;
    expect(isOutOfTime || !('unauthorized' in figures.statuses)).toBe(true);
  });

  it('loses nothing with a table of deliveries that fails', async () => {
    const rounds = [
      pickFaults('dynamodb: sets a mark and then resets', 'https: takes and then resets'),
      pickFaults('dynamodb: takes no mark back', 'firehose: takes a part of a batch'),
      pickFaults('dynamodb: down', 'worker: gets batches twice'),
    ];

    const summary = await runRounds({ rounds, events: 300, seed, parallel: 2, run: runTask });

    expect(findBroken(summary)).toEqual([]);
  });

  it('finishes what processes left that were killed between the steps of a look-up', async () => {
    const steps = killSteps.filter((step) =>
      /^(?:the ledger has taken|an event arrives at the queue)/.test(step),
    );

    const result = await runKills({ kills: steps.length, steps, chance: createChance(seed) });

    expect(result).toMatchObject({ lost: [], invalid: [], duplicatesWithOtherUid: [], canaries: [] });
    expect(result.kills).toBeGreaterThan(0);
  }, 90_000);

  it('finishes what killed processes left', async () => {
    const kills = 3;

    const result = await runKills({ kills, chance: createChance(seed) });

    expect(result).toMatchObject({ lost: [], invalid: [], duplicatesWithOtherUid: [], altered: [] });
    expect(result.kills).toBeGreaterThan(0);
  });
});
