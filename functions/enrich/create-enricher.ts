import { createFanOut } from '../destination/deliver-to-all.ts';
import type { Destination } from '../destination/destination.ts';
import { restWhenSlow } from '../destination/rest-when-slow.ts';
import { createRecordMapper, type RecordOptions } from '../record/create-record-mapper.ts';
import { latestOcsfVersion } from '../record/ocsf/ocsf-version.ts';
import type { PrivacyRules } from '../record/privacy/privacy-rules.ts';
import type { LookUpNetwork } from '../record/reading/address-network.ts';
import { type Clock, systemClock } from '../session/clock.ts';
import { createSignals } from '../signals/create-signals.ts';
import type { EnrichConfig } from './config.ts';
import { createDeliver, type Deliver } from './hand-over.ts';
import { createEventHistory } from './event-history.ts';
import type { LookUpStage } from './look-up/look-up-stage.ts';
import { version } from './version.ts';
import type { RetryQueue } from './retry-queue.ts';
import { createPipeline, type EnrichedEvent, type Pipeline, type PipelineDependencies } from './pipeline.ts';

/** What an enricher does with events, of all that its environment can say. */
export type EnricherSettings = Omit<RecordOptions, 'privacy' | 'productVersion' | 'lookUpNetwork'> &
  Pick<EnrichConfig, 'lookUps' | 'signals' | 'privacy'>;

export interface EnricherParts
  extends Pick<PipelineDependencies, 'reportFault' | 'onEmitted' | 'deduplication'> {
  readonly lookUps: LookUpStage;
  /** @default the system's */
  readonly clock?: Clock;
  readonly destinations: readonly Destination[];
  /** By the destination's name. @default none: what a destination refuses comes back with its event */
  readonly retryQueues?: ReadonlyMap<string, RetryQueue>;
  /** Key of hashed fields; needed exactly when the privacy rules hash one. */
  readonly hashKey?: string;
  /** Networks of addresses, by databases of the tenant's own. @default none */
  readonly lookUpNetwork?: LookUpNetwork | undefined;
}

export interface Enricher {
  readonly pipeline: Pipeline;
  readonly deliver: Deliver;
  /** The session and its signals, for somebody who asks for a session. */
  readonly toView: (input: EnrichedEvent) => unknown;
}

/** Puts the rooms together, in Lambda and on a laptop alike: only queue, secrets and destinations differ. */
export function createEnricher(settings: EnricherSettings, parts: EnricherParts): Enricher {
  const { lookUps, destinations, retryQueues = new Map(), hashKey, clock = systemClock } = parts;
  const { now } = clock;
  const { reportFault, onEmitted, deduplication, lookUpNetwork } = parts;
  const privacy = hashKey === undefined ? settings.privacy : { ...settings.privacy, hashKey };
  const deliver = createDeliver({
    fanOut: createFanOut(
      destinations.map((one) => (retryQueues.has(one.name) ? restWhenSlow(one, { now }) : one)),
    ),
    retryQueues,
    now,
  });
  const pipeline = createPipeline({
    lookUps,
    toSignals: createSignals(settings.signals),
    toRecords: createRecordMapper({ ...settings, privacy, lookUpNetwork, productVersion: version }),
    deliver,
    history: createEventHistory(lookUps.told.ledger, lookUps.told.facts),
    ...(settings.findingFrom && { findingFrom: settings.findingFrom }),
    clock,
    reportFault,
    ...(onEmitted && { onEmitted }),
    ...(deduplication && { deduplication }),
  });
  return { pipeline, deliver, toView: createView(privacy, lookUpNetwork) };
}

/**
 * What a record says of a session, by itself: `{ status, source, fetched_at, session, signals }`. Taken out of a whole
 * record, so that no privacy rule can be forgotten here.
 */
function createView(privacy: PrivacyRules, lookUpNetwork: LookUpNetwork | undefined): Enricher['toView'] {
  const toRaw = createRecordMapper({ format: 'raw', ocsfVersion: latestOcsfVersion, privacy, lookUpNetwork });
  return (input) => {
    const [record] = toRaw(input);
    const { data } = JSON.parse(record?.line ?? '') as { data: { details: { session_enricher: unknown } } };
    return data.details.session_enricher;
  };
}
