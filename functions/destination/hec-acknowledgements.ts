import { setTimeout as wait } from 'node:timers/promises';
import { findHecSubject } from './hec-codes.ts';
import { parseHecReply } from './hec-reply.ts';
import { type HttpsAnswer, readStatus } from './https-protocol.ts';

export interface AcknowledgementsOptions {
  /** Asks the collector about these; rejects when there is no answer. */
  readonly ask: (body: string, leftMs: number) => Promise<HttpsAnswer>;
  /** How long indexing may take. */
  readonly timeLimitMs: number;
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
  readonly now?: (() => number) | undefined;
}

const firstDelayMs = 250;
const maxDelayMs = 2_000;

/**
 * Waits until the indexer acknowledges; resolves with a code for each that it did not: `not_indexed` when the time is
 * up, `ack_…` when the collector refuses to say. Never rejects.
 *
 * A collector that says that acknowledgement is off gives none: then its first answer stands.
 *
 * https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/about-http-event-collector-indexer-acknowledgment
 */
export async function awaitAcknowledgements(
  ids: readonly number[],
  options: AcknowledgementsOptions,
): Promise<ReadonlyMap<number, string>> {
  const { ask, timeLimitMs, sleep = wait, now = Date.now } = options;
  const endsAtMs = now() + timeLimitMs;
  const open = new Set(ids);
  for (let delayMs = firstDelayMs; open.size > 0; delayMs = Math.min(maxDelayMs, delayMs * 2)) {
    const leftMs = endsAtMs - now();
    if (leftMs <= 0) break;
    await sleep(Math.min(delayMs, leftMs));
    // The last question may come when the time is up.
    const answer = await ask(JSON.stringify({ acks: [...open] }), Math.max(1_000, endsAtMs - now())).catch(
      () => undefined,
    );
    if (answer === undefined) continue;
    const { code } = parseHecReply(answer.text);
    if (code !== undefined && findHecSubject(code) === 'acknowledgement') return new Map();
    const verdict = readStatus(answer.status, code === undefined ? undefined : `hec_${code}`);
    if (verdict.kind === 'taken') for (const id of findAcknowledged(answer.text)) open.delete(id);
    else if (verdict.kind !== 'passing') return toCodes(open, `ack_${verdict.code}`);
  }
  return toCodes(open, 'not_indexed');
}

function toCodes(ids: Iterable<number>, code: string): ReadonlyMap<number, string> {
  return new Map([...ids].map((id) => [id, code]));
}

/** `{"acks": {"0": true, "1": false}}` */
function findAcknowledged(text: string): number[] {
  try {
    const { acks } = JSON.parse(text) as { readonly acks?: Readonly<Record<string, unknown>> };
    return Object.entries(acks ?? {}).flatMap(([id, isDone]) => (isDone === true ? [Number(id)] : []));
  } catch {
    return [];
  }
}

/** Where a collector is asked, beside where it takes events. */
export function toAcknowledgementUrl(url: URL, channel: string): URL {
  const ack = new URL(url);
  const known = /^(.*\/services\/collector)(?:\/.*)?$/.exec(url.pathname)?.[1];
  ack.pathname = `${known ?? '/services/collector'}/ack`;
  ack.search = '';
  ack.searchParams.set('channel', channel);
  return ack;
}
