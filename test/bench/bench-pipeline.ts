import { createEnricher } from '../../functions/enrich/create-enricher.ts';
import type { Pipeline } from '../../functions/enrich/pipeline.ts';
import type { SecurityRecord } from '../../functions/record/record.ts';
import type { RecordFormat } from '../../functions/record/record-format.ts';
import type { HttpGet } from '../../functions/session/http-get.ts';
import { composeLookUpStage } from '../../functions/enrich/look-up/compose-look-up-stage.ts';
import { toPatientPlan } from '../../functions/enrich/look-up/line-plan.ts';
import { createLookUpModes } from '../../functions/enrich/look-up-modes.ts';
import { createMemoryLedger } from '../../functions/enrich/memory-ledger.ts';
import { createMemoryLine } from '../../functions/ledger/memory-line.ts';
import { systemClock } from '../../functions/session/clock.ts';
import { createSessionClient } from '../../functions/session/session-client.ts';
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
    ocsfVersion: '1.8.0',
    rawData: false,
    textData: false,
    findingFrom: undefined,
    signals: {},
    privacy: {},
  } as const;
  const readToken = async () => token;
  const { now } = systemClock;
  const stage = composeLookUpStage({
    ...createMemoryLedger({ now }),
    line: createMemoryLine({ plan: toPatientPlan(budget, 120_000), now }),
    request: createSessionClient({ baseUrl, ...(toSession && { get: answerBy(toSession) }) }),
    token: { read: readToken, reload: readToken },
    reserve: budget.reserve,
    modeOf: createLookUpModes(lookUps),
    patience: { classOneMs: 120_000, inlineMs: 120_000, callMs: 120_000 },
  });
  const takesAll = {
    name: 'none',
    async deliver(records: readonly SecurityRecord[]) {
      onRecords?.(records);
      return [];
    },
  };
  const { pipeline } = createEnricher(settings, {
    lookUps: stage,
    destinations: [takesAll],
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
