import type { LogEvent } from '../../log-event/log-event.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import type { RiskLevel } from '../../signals/risk-level.ts';
import type { SignalBlock } from '../../signals/signal.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readText } from '../reading/read-values.ts';
import { type EvidenceScene, toEvidenceWords } from './evidence-words.ts';
import { toEventWords } from './event-words.ts';
import type { Coverage, Explanation } from './explanation.ts';
import { toHeadline } from './headline.ts';
import { toProgramWords } from './program-words.ts';
import { toSentence } from './sentence.ts';
import { toAsText, toFactors, toNetwork } from './session-words.ts';

export interface ExplainInput {
  readonly event: LogEvent;
  readonly outcome: SessionOutcome;
  /** Absent for an event that could not be made a record. */
  readonly signals?: SignalBlock | undefined;
  /** Events of the same session that were seen before, oldest first: for places and names. @default none */
  readonly earlier?: readonly LogEvent[];
}

const severityOfRisk: Readonly<Record<RiskLevel, number>> = { info: 1, low: 2, medium: 3, high: 4 };
/** An event may hold a megabyte; a page or a terminal shows a line. */
const longest = 120;

/** A login in words. The same input gives the same words; never throws on what an event or a session holds. */
export function explainLogin({ event, outcome, signals, earlier = [] }: ExplainInput): Explanation {
  const { data } = event;
  const { session, status, reason, fetchedAtMs } = outcome;
  const riskLevel = signals?.risk_level ?? 'info';
  const words = toEventWords(event.type, toShort(data['description']));
  const userId = toShort(data['user_id']) || toShort(session?.user_id);
  const user = toShort(data['user_name']) || userId;
  const application = toShort(data['client_name']);
  const address = toShort(data['ip']) || (event.type === undefined ? toShort(session?.device?.last_ip) : '');
  const place = toPlace(data);
  const earlierPlace = earlier.findLast(
    (one) => one.occurredAtMs < event.occurredAtMs && toPlace(one.data) !== '',
  );
  const scene: EvidenceScene = {
    session,
    place,
    timeMs: event.occurredAtMs,
    application,
    applicationNames: new Map(
      [...earlier, event].map((one) => [toShort(one.data['client_id']), toShort(one.data['client_name'])]),
    ),
    ...(earlierPlace && {
      earlierPlace: { words: toPlace(earlierPlace.data), atMs: earlierPlace.occurredAtMs },
    }),
  };
  const evidence = (signals?.evidence ?? []).map((one) => toEvidenceWords(one, scene));
  const factors = toFactors(session);
  const singleFactor = signals?.values['single_factor'];
  const loginAgeMs = toMs(signals?.facts['auth_age_s']);
  const idleMs = toMs(signals?.facts['idle_s']);
  const applications = signals?.facts['client_count'];
  const device = session?.device;
  const program = toProgramWords(data['user_agent']);
  return {
    sentence: toSentence({
      user,
      event: words,
      evidence,
      initial: {
        program: toProgramWords(device?.initial_user_agent)?.phrase ?? '',
        network: toAsText(device?.initial_asn),
      },
      last: {
        program: toProgramWords(device?.last_user_agent)?.phrase ?? '',
        network: toAsText(device?.last_asn),
      },
      program: program?.phrase ?? '',
      application,
      loginAgeMs,
      factors,
      singleFactor,
    }),
    headline: toHeadline(evidence),
    riskLevel,
    severityId: Math.max(words.severityId, severityOfRisk[riskLevel]),
    event: words,
    timeMs: event.occurredAtMs,
    user,
    userId,
    application,
    address,
    network: toNetwork(address, session),
    place,
    program: program?.label ?? '',
    evidence,
    no: Object.entries(signals?.values ?? {}).flatMap(([name, value]) => (value ? [] : [name])),
    factors,
    ...(singleFactor !== undefined && { singleFactor }),
    ...(loginAgeMs !== undefined && { loginAgeMs }),
    ...(idleMs !== undefined && { idleMs }),
    ...(typeof applications === 'number' && { applications }),
    coverage: toCoverage(outcome),
    status,
    ...(reason !== undefined && { reason: reason.slice(0, longest) }),
    ...(fetchedAtMs !== undefined && { readAfterMs: fetchedAtMs - event.occurredAtMs }),
  };
}

/** `observed` is told by later versions of the status list. */
export function toCoverage({ status }: { readonly status: string }): Coverage {
  if (status === 'enriched') return 'api';
  return status === 'observed' ? 'observed' : 'none';
}

function toPlace(data: LogEvent['data']): string {
  const location = readObject(data['location_info']);
  return toShort(location?.['city_name']) || toShort(location?.['country_name']);
}

function toShort(value: unknown): string {
  return readText(value)?.slice(0, longest) ?? '';
}

function toMs(seconds: unknown): number | undefined {
  return typeof seconds === 'number' ? seconds * 1_000 : undefined;
}
