import type { EmittedEvent } from '../../enrich/pipeline.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { explainLogin } from '../../record/explain/explain-login.ts';
import type { Coverage } from '../../record/explain/explanation.ts';

/** What the list shows of an event. */
export interface FeedRow {
  /** Counts from 1 in each run of the server. */
  readonly id: number;
  readonly logId: string;
  readonly sessionId: string;
  /** When it left the pipeline; epoch milliseconds. */
  readonly atMs: number;
  /** When it happened. */
  readonly timeMs: number;
  readonly type: string;
  readonly event: string;
  readonly user: string;
  readonly userId: string;
  readonly application: string;
  readonly address: string;
  readonly network: string;
  readonly riskLevel: string;
  readonly severityId: number;
  /** What changed, in words; empty when nothing was raised. */
  readonly headline: string;
  readonly raised: readonly string[];
  readonly coverage: Coverage;
  readonly status: string;
  readonly reason: string;
  readonly delayMs: number;
}

/** Longer texts are cut here: a row shows a line, and an event may hold a megabyte. */
const maxCellLength = 120;

export function toFeedRow(
  { event, outcome, signals, delayMs }: EmittedEvent,
  {
    id,
    atMs,
    earlier,
  }: { readonly id: number; readonly atMs: number; readonly earlier: readonly LogEvent[] },
): FeedRow {
  const words = explainLogin({ event, outcome, signals, earlier });
  return {
    id,
    logId: event.logId.slice(0, maxCellLength),
    sessionId: (event.sessionId ?? '').slice(0, maxCellLength),
    atMs,
    timeMs: words.timeMs,
    type: words.event.code,
    event: words.event.words,
    user: words.user,
    userId: words.userId,
    application: words.application,
    address: words.address,
    network: words.network,
    riskLevel: words.riskLevel,
    severityId: words.severityId,
    headline: words.headline,
    raised: signals?.raised ?? [],
    coverage: words.coverage,
    status: outcome.status,
    reason: words.reason ?? '',
    delayMs,
  };
}
