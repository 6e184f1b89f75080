import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { maxMessageBytes } from '../../../functions/queue/event-queue.ts';
import { isAllowedInMessage } from '../../../functions/queue/message-body.ts';
import {
  restoreSetAside,
  type SetAsideMessage,
  toSetAsideMessages,
} from '../../../functions/queue/set-aside.ts';

const reason = 'not valid JSON';
const sizeOf = ({ body, attributes }: SetAsideMessage): number =>
  Object.entries(attributes).reduce(
    (sum, [key, value]) => sum + key.length + 6 + value.length,
    Buffer.byteLength(body),
  );
const random = (bytes: number): string => randomBytes(bytes).toString('base64');

describe('toSetAsideMessages', () => {
  it.each<[what: string, body: string, encoding: string | undefined, count: number]>([
    ['plain text', '{"type":', undefined, 1],
    ['text beyond ASCII', '{"n":"Zoë 😀"', undefined, 1],
    ['characters that SQS refuses', '\u0000\uffff{', 'base64', 1],
    ['what is just below the limit', 'x'.repeat(maxMessageBytes - 1_024), undefined, 1],
    ['what compresses', '{"a":'.repeat(600_000), 'gzip+base64', 1],
    ['what compresses and has odd characters', '\u0000{"a":'.repeat(200_000), 'gzip+base64', 1],
    ['what does not compress', random(4_000_000), 'gzip+base64', 6],
  ])('keeps %s whole', async (_what, body, encoding, count) => {
    const messages = await toSetAsideMessages({ body, reason });

    expect(messages).toHaveLength(count);
    for (const message of messages) {
      expect(message.attributes).toMatchObject({ reason });
      expect(message.attributes.encoding).toBe(encoding);
      expect(sizeOf(message)).toBeLessThanOrEqual(maxMessageBytes);
      expect(isAllowedInMessage(message.body)).toBe(true);
    }
    expect((await restoreSetAside(messages.toReversed()))?.toString()).toBe(body);
  });

  it('keeps bytes that are no text', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x80]);

    const messages = await toSetAsideMessages({ body: bytes.toString('base64'), reason, encoding: 'base64' });

    expect(messages).toEqual([
      { body: bytes.toString('base64'), attributes: { reason, encoding: 'base64' } },
    ]);
    expect(await restoreSetAside(messages)).toEqual(bytes);
  });

  it('gives the same messages for the same item', async () => {
    const item = { body: random(1_500_000), reason };

    expect(await toSetAsideMessages(item)).toEqual(await toSetAsideMessages(item));
  });

  it.each([
    ['', 'unknown'],
    ['\u0000', 'unknown'],
    ['x'.repeat(1_000), 'x'.repeat(256)],
  ])('makes an attribute of a reason like %j', async (odd, text) => {
    const [message] = await toSetAsideMessages({ body: 'x', reason: odd });

    expect(message?.attributes.reason).toBe(text);
  });
});

describe('restoreSetAside', () => {
  it('does not make up what is missing', async () => {
    const messages = await toSetAsideMessages({ body: random(2_000_000), reason });

    expect(await restoreSetAside(messages.slice(1))).toBeUndefined();
    expect(await restoreSetAside(messages.slice(0, -1))).toBeUndefined();
    expect(await restoreSetAside([])).toBeUndefined();
    expect(
      await restoreSetAside([{ body: 'x', attributes: { reason, encoding: 'gzip+base64' } }]),
    ).toBeUndefined();
  });
});
