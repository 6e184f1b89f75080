import { createEnricher } from '../../functions/enrich/create-enricher.ts';
import type { Pipeline } from '../../functions/enrich/pipeline.ts';
import type { SecurityRecord } from '../../functions/record/record.ts';
import type { RecordFormat } from '../../functions/record/record-format.ts';
import type { HttpGet } from '../../functions/session/http-get.ts';
import { createSessionLookUp } from '../../functions/session/session-look-up.ts';
import type { Auth0Session } from '../../functions/session/session-outcome.ts';

export interface BenchPipelineOptions {
  readonly format: RecordFormat;
  readonly baseUrl: string;
  /** Answers in Auth0's place, without `fetch`, which the function never loads. @default the real client */
  readonly toSession?: (sessionId: string) => Auth0Session;
  readonly token?: string;
  /** @default more than will ever be asked for */
  readonly budget?: { readonly ratePerSecond: number; readonly burst: number; readonly reserve: number };
  /** As in a tenant file; other types keep their default. @default {} */
  readonly lookUps?: { readonly [type: string]: 'fetch' };
  readonly onRecords?: (records: readonly SecurityRecord[]) => void;
}

/** The rooms put together as in the enrich function, with a destination that takes everything. */
export function createBenchPipeline(options: BenchPipelineOptions): Pipeline {
  const { format, baseUrl, toSession, token = 'bench', lookUps = {}, onRecords } = options;
  const { budget = { ratePerSecond: 1_000_000, burst: 1_000_000, reserve: 0 } } = options;
  const settings = {
    format,
    lookUps,
    maxDelayMs: 120_000,
    ocsfVersion: '1.8.0',
    rawData: false,
    textData: false,
    findingFrom: undefined,
    signals: {},
    privacy: {},
  } as const;
  const readToken = async () => token;
  const lookUp = createSessionLookUp({
    baseUrl,
    token: { read: readToken, reload: readToken },
    budget,
    cacheTtlMs: 30_000,
    ...(toSession && { get: answerBy(toSession) }),
  });
  const takesAll = {
    name: 'none',
    async deliver(records: readonly SecurityRecord[]) {
      onRecords?.(records);
      return [];
    },
  };
  const { pipeline } = createEnricher(settings, {
    lookUp,
    destinations: [takesAll],
    now: Date.now,
    reportFault: (error) => {
      throw error;
    },
  });
  return pipeline;
}

function answerBy(toSession: (sessionId: string) => Auth0Session): HttpGet {
  const headers = { get: () => null };
  return async (url) => {
    const sessionId = new URL(url).pathname.split('/').at(-1) ?? '';
    return { status: 200, headers, text: JSON.stringify(toSession(sessionId)) };
  };
}

/** Messages as they come out of the queue, `size` at a time. */
export function toBatches(bodies: readonly string[], size: number) {
  const batches: { messageId: string; body: string; enqueuedAtMs: number }[][] = [];
  for (let from = 0; from < bodies.length; from += size) {
    const part = bodies.slice(from, from + size);
    batches.push(part.map((body, index) => ({ messageId: String(index), body, enqueuedAtMs: Date.now() })));
  }
  return batches;
}
