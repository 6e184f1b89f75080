import { describe, expect, it } from '@jest/globals';
import { planReturns } from '../../../functions/enrich/return-waits.ts';

const message = (receiveCount: number, messageId = 'm1') => ({ messageId, receiveCount });
const waitsAt = (random: number) =>
  [1, 2, 3, 4, 5, 6, 7, 16, Number.NaN].map((count) => {
    const [one] = planReturns([message(count)], { failedMessageIds: ['m1'], rejected: [] }, () => random);
    return one?.seconds;
  });

describe('planReturns', () => {
  it('doubles the wait with each attempt, then leaves it to the queue', () => {
    expect(waitsAt(0.5)).toEqual([15, 30, 60, 120, 240, 480, undefined, undefined, undefined]);
  });

  it('waits a quarter less or more, by chance', () => {
    expect(waitsAt(0).slice(0, 6)).toEqual([11, 23, 45, 90, 180, 360]);
    expect(waitsAt(0.999_999).slice(0, 6)).toEqual([19, 37, 75, 150, 300, 600]);
  });

  it('names failed messages alone', () => {
    const result = { failedMessageIds: ['m2'], rejected: [] };

    const returns = planReturns([message(1, 'm1'), message(1, 'm2')], result, Math.random);

    expect(returns.map(({ message: { messageId } }) => messageId)).toEqual(['m2']);
  });

  it.each([1, 7])('sends what is no event back at once, on attempt %d', (receiveCount) => {
    const result = {
      failedMessageIds: ['m1'],
      rejected: [{ messageId: 'm1', reason: 'not valid JSON' }],
    };

    expect(planReturns([message(receiveCount)], result, Math.random)).toMatchObject([{ seconds: 0 }]);
  });
});
