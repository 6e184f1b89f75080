import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { maxMessageBytes, type SetAsideItem } from './event-queue.ts';
import { isAllowedInMessage } from './message-body.ts';

/** A message of the dead-letter queue; the attributes are SQS message attributes of type String. */
export interface SetAsideMessage {
  readonly body: string;
  readonly attributes: {
    /** Why it is no event. */
    readonly reason: string;
    /** How the body is to be read; absent: as it is. `gzip+base64` is gzip first, then base64. */
    readonly encoding?: 'base64' | 'gzip+base64';
    /** Which part this is, from 1, and of how many: `2/3`. The bodies of all parts make one encoded text. */
    readonly part?: string;
    /** Which parts belong together: the hash of what was set aside. */
    readonly set_aside_id?: string;
  };
}

/** Names, types and values of the attributes count as well. */
const maxBodyBytes = maxMessageBytes - 1_024;

/**
 * The messages that keep an item whole: one with the text as it is, where SQS takes it; in base64, where it has
 * characters that SQS refuses; compressed, where it is too long; and in parts, where that is still too long. Nothing is
 * cut off. `restoreSetAside` is the way back.
 */
export async function toSetAsideMessages(item: SetAsideItem): Promise<SetAsideMessage[]> {
  const { body, encoding } = item;
  const reason = toAttributeText(item.reason);
  const bytes = Buffer.from(body, encoding ?? 'utf8');
  if (encoding === undefined && isAllowedInMessage(body) && bytes.length <= maxBodyBytes) {
    return [{ body, attributes: { reason } }];
  }
  if (Math.ceil(bytes.length / 3) * 4 <= maxBodyBytes) {
    return [{ body: bytes.toString('base64'), attributes: { reason, encoding: 'base64' } }];
  }

  const text = (await promisify(gzip)(bytes)).toString('base64');
  const attributes = { reason, encoding: 'gzip+base64' } as const;
  if (text.length <= maxBodyBytes) return [{ body: text, attributes }];
  const set_aside_id = createHash('sha256').update(bytes).digest('hex');
  const count = Math.ceil(text.length / maxBodyBytes);
  return Array.from({ length: count }, (_part, index) => ({
    body: text.slice(index * maxBodyBytes, (index + 1) * maxBodyBytes),
    attributes: { ...attributes, part: `${index + 1}/${count}`, set_aside_id },
  }));
}

/**
 * The bytes that were set aside, from their message or, in any order, all the messages with one `set_aside_id`.
 *
 * Undefined when a part is missing or what there is cannot be decoded: leave it in the queue.
 */
export async function restoreSetAside(messages: readonly SetAsideMessage[]): Promise<Buffer | undefined> {
  const [first] = messages;
  if (first === undefined) return undefined;
  const parts = new Map(messages.map(({ body, attributes }) => [attributes.part ?? '1/1', body]));
  const count = Number(first.attributes.part?.split('/')[1] ?? 1);
  const bodies = Array.from({ length: count }, (_part, index) => parts.get(`${index + 1}/${count}`));
  if (bodies.includes(undefined)) return undefined;

  const text = bodies.join('');
  const { encoding } = first.attributes;
  if (encoding === undefined) return Buffer.from(text);
  const bytes = Buffer.from(text, 'base64');
  if (encoding === 'base64') return bytes;
  return promisify(gunzip)(bytes).catch(() => undefined);
}

/** An attribute has to hold something, of the same characters as a body. */
function toAttributeText(reason: string): string {
  const text = reason.slice(0, 256);
  return text !== '' && isAllowedInMessage(text) ? text : 'unknown';
}
