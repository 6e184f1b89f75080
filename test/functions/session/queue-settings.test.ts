import { describe, expect, it } from '@jest/globals';
import { type PlanName, plans } from '../../../functions/session/budget-plan.ts';
import {
  toEventFeed,
  toLookUpFeed,
  toMostWorkers,
  toWholeBudget,
} from '../../../functions/session/queue-settings.ts';

describe('toEventFeed', () => {
  it.each<[PlanName, number, boolean, number]>([
    ['enterprise', 0.5, true, 10],
    ['enterprise', 0.5, false, 2],
    ['private-cloud-500', 1, false, 5],
    ['private-cloud-3000', 0.5, true, 15],
    ['private-cloud-3000', 0.5, false, 15],
  ])('gives %s with the share %d and a line %j so many workers: %d', (name, share, hasLine, workers) => {
    expect(toEventFeed(plans[name], share, hasLine)).toEqual({
      workers,
      batchSize: 200,
      batchWindowSeconds: 1,
    });
  });
});

describe('toLookUpFeed', () => {
  it('waits for no batch, as turns perish', () => {
    expect(toLookUpFeed(plans.enterprise)).toEqual({ workers: 2, batchSize: 10, batchWindowSeconds: 0 });
  });
});

describe('toWholeBudget', () => {
  it('is the whole share, for all workers together', () => {
    expect(toWholeBudget(plans.enterprise)).toEqual({ ratePerSecond: 8, burst: 25, reserve: 25 });
  });
});

describe('toMostWorkers', () => {
  it('counts whoever may ever look up, so that their parts never exceed the budget', () => {
    const events = toEventFeed(plans.enterprise);
    const lookUps = toLookUpFeed(plans.enterprise);

    expect(toMostWorkers({ events, lookUps, retryQueues: 0, hasOnDemand: false })).toBe(12);
    expect(toMostWorkers({ events, lookUps, retryQueues: 3, hasOnDemand: true })).toBe(19);
  });
});
