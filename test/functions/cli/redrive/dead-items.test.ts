import { describe, expect, it } from '@jest/globals';
import { readDeadItems } from '../../../../functions/cli/redrive/dead-items.ts';
import type { DeadLetter } from '../../../../functions/queue/dead-letter-queue.ts';
import { toSetAsideMessages } from '../../../../functions/queue/set-aside.ts';

let receipts = 0;
const toLetter = (messageId: string, message: Partial<DeadLetter> = {}): DeadLetter => ({
  body: JSON.stringify({ type: 's', log_id: messageId }),
  attributes: { reason: 'undelivered' },
  sentAtMs: 0,
  sent: {},
  ...message,
  messageId,
  receiptHandle: `receipt-${(receipts += 1)}`,
});

async function readAll(answers: readonly (readonly DeadLetter[])[]) {
  let asked = 0;
  const held = new Set<string>();
  const receive = async () => answers[(asked += 1) - 1] ?? [];
  const items = [];
  for await (const { event, reason, letters } of readDeadItems({ receive }, held)) {
    items.push({ type: event?.type, reason, ids: letters.map(({ messageId }) => messageId) });
  }
  return { items, asked, held };
}

async function createParts(count: number): Promise<DeadLetter[]> {
  const noise = Array.from({ length: 400_000 }, (_, n) => Math.sin(n)).join();
  const messages = await toSetAsideMessages({
    body: `{"type":"s","log_id":"L","x":"${noise}"}`,
    reason: 'big',
  });
  expect(messages.length).toBeGreaterThanOrEqual(count);
  return messages.map((message, index) => toLetter(`part-${index}`, message));
}

describe('readDeadItems', () => {
  it('goes on when the queue gives nothing but what it gave before', async () => {
    const repeat = toLetter('L1');

    const { items, held } = await readAll([
      [toLetter('L1'), toLetter('L2')],
      [repeat],
      [toLetter('L1')],
      [toLetter('L3')],
    ]);

    expect(items.flatMap(({ ids }) => ids)).toEqual(['L1', 'L2', 'L3']);
    expect(held).toContain(repeat.receiptHandle);
    expect(held.size).toBe(5);
  });

  it('ends when nothing new has come for a long time', async () => {
    const { items, asked } = await readAll(Array.from({ length: 1_000 }, () => [toLetter('L1')]));

    expect(items).toHaveLength(1);
    expect(asked).toBe(21);
  });

  it('puts parts together that came twice', async () => {
    const [first, ...others] = await createParts(2);

    const { items } = await readAll([[first!, { ...first!, messageId: 'again' }], others]);

    expect(items).toMatchObject([{ type: 's', reason: 'big' }]);
    expect(items[0]?.ids).toHaveLength(others.length + 2);
  });

  it('tells of parts whose others are missing, after all else', async () => {
    const parts = await createParts(2);
    const [first] = parts;

    const { items } = await readAll([[first!, toLetter('L1')]]);

    expect(items).toEqual([
      { type: 's', reason: 'undelivered', ids: ['L1'] },
      { type: undefined, reason: `big (only 1 of ${parts.length} parts are there)`, ids: ['part-0'] },
    ]);
  });
});
