import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { maxMessageBytes } from '../queue/event-queue.ts';
import { toMessageBody } from '../queue/message-body.ts';
import type { OutgoingMessage } from '../queue/send-messages.ts';
import type { SecurityRecord } from '../record/record.ts';

/** A finished record that waits in the retry queue of the one destination that did not take it. */
export interface WaitingRecord {
  readonly record: SecurityRecord;
  /** The destination's own code for why it was not taken at first. */
  readonly code: string;
  /** Epoch milliseconds of the first attempt: how long it has waited is counted from here, not from the queue. */
  readonly firstFailedAtMs: number;
  /** Whether the metric of emitted records has it already, because another destination took it. */
  readonly isCounted: boolean;
}

/** Names of the message attributes. `record` is JSON: `{"uid":…,"time":…,"class_uid":…}`. */
const names = {
  record: 'record',
  code: 'code',
  firstFailedAt: 'first_failed_at',
  counted: 'counted',
  encoding: 'encoding',
} as const;

/** Room for the attributes, whose names, types and values count as well. */
const maxBodyBytes = maxMessageBytes - 8_192;
const gzipped = 'gzip+base64';

/**
 * The message that keeps a record: its own line, in characters that SQS takes, so that it parses equal; compressed
 * where that is too long. Undefined when no message holds it.
 */
export async function toRetryMessage(waiting: WaitingRecord): Promise<OutgoingMessage | undefined> {
  const { record, code, firstFailedAtMs, isCounted } = waiting;
  const { uid, timeMs, classUid } = record;
  const attributes = {
    [names.record]: toMessageBody(JSON.stringify({ uid, time: timeMs, class_uid: classUid })),
    [names.code]: /^[\x20-\x7e]{1,256}$/.test(code) ? code : 'unknown',
    [names.firstFailedAt]: new Date(firstFailedAtMs).toISOString(),
    [names.counted]: String(isCounted),
  };
  const body = toMessageBody(record.line);
  if (Buffer.byteLength(body) <= maxBodyBytes) return { body, attributes };
  const packed = (await promisify(gzip)(record.line)).toString('base64');
  if (packed.length > maxBodyBytes) return undefined;
  return { body: packed, attributes: { ...attributes, [names.encoding]: gzipped } };
}

/** What {@link toRetryMessage} made. Undefined for a message that is none of ours: leave it in the queue. */
export async function readRetryMessage(
  body: string,
  attributes: { readonly [name: string]: string | undefined },
): Promise<WaitingRecord | undefined> {
  const identity = readIdentity(attributes[names.record]);
  const firstFailedAtMs = Date.parse(attributes[names.firstFailedAt] ?? '');
  const line = attributes[names.encoding] === gzipped ? await unpack(body) : body;
  if (identity === undefined || Number.isNaN(firstFailedAtMs) || line === undefined) return undefined;
  return {
    record: { ...identity, line },
    code: attributes[names.code] ?? 'unknown',
    firstFailedAtMs,
    isCounted: attributes[names.counted] === 'true',
  };
}

function readIdentity(text = ''): Omit<SecurityRecord, 'line'> | undefined {
  try {
    const { uid, time, class_uid: classUid } = JSON.parse(text) as { [key: string]: unknown };
    if (typeof uid !== 'string' || typeof time !== 'number') return undefined;
    return { uid, timeMs: time, ...(typeof classUid === 'number' && { classUid }) };
  } catch {
    return undefined;
  }
}

async function unpack(body: string): Promise<string | undefined> {
  const bytes = await promisify(gunzip)(Buffer.from(body, 'base64')).catch(() => undefined);
  return bytes?.toString('utf8');
}
