import { describe, expect, it } from '@jest/globals';
import { createQuestionLedger } from '../../../../functions/local/simulate/question-ledger.ts';
import type { QueuedEvent } from '../../../../functions/local/simulate/traffic.ts';

const event = (occurredAtMs: number, more: Partial<QueuedEvent> = {}): QueuedEvent => ({
  id: 1,
  session: 1,
  role: 'single sign-on',
  occurredAtMs,
  enqueuedAtMs: occurredAtMs,
  network: 0,
  program: 0,
  isBeginningUnseen: false,
  isRisky: false,
  showsSecondFactor: false,
  showsNews: false,
  isOld: false,
  ...more,
});

describe('createQuestionLedger', () => {
  it.each([
    ['an event from before the answer', 99, { distinct: 1, repeated: 0, needless: 1 }],
    ['a later event, while the answer is young', 101, { distinct: 1, repeated: 0, needless: 1 }],
    ['a later event, when the answer is old', 101, { distinct: 2, repeated: 0, needless: 0 }],
  ])('judges a second request for %s', (what, occurredAtMs, counts) => {
    let nowMs = 100;
    const ledger = createQuestionLedger(() => nowMs, 1_000);
    ledger.waits(event(50));
    ledger.asks(1);
    ledger.hears(1, 100, true);
    ledger.waits(event(occurredAtMs));
    nowMs = what.endsWith('old') ? 1_100 : 1_099;

    ledger.asks(1);

    expect(ledger.counts).toEqual(counts);
  });

  it('tells another try from another question, and a second request from either', () => {
    const ledger = createQuestionLedger(() => 100, 1_000);
    ledger.waits(event(50));
    ledger.asks(1);
    ledger.asks(1);
    ledger.hears(1, 100, false);
    ledger.hears(1, 100, false);
    ledger.asks(1);

    expect(ledger.counts).toEqual({ distinct: 1, repeated: 1, needless: 1 });
  });

  it('holds a request for needed when an event shows what a young answer cannot know', () => {
    const ledger = createQuestionLedger(() => 200, 1_000);
    ledger.waits(event(50));
    ledger.asks(1);
    ledger.hears(1, 100, true);
    ledger.waits(event(150, { network: 9, showsNews: true }));

    ledger.asks(1);

    expect(ledger.counts).toEqual({ distinct: 2, repeated: 0, needless: 0 });
  });

  it('holds one for needless when it is for a logout alone, which takes what is there', () => {
    const ledger = createQuestionLedger(() => 200, 1_000);
    ledger.waits(event(50, { role: 'logout' }));

    ledger.asks(1);

    expect(ledger.counts).toEqual({ distinct: 0, repeated: 0, needless: 1 });
  });
});
