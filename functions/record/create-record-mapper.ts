import type { Auth0Session } from '../session/session-outcome.ts';
import type { RiskLevel } from '../signals/risk-level.ts';
import { toBounded } from './text/bound-event.ts';
import { toEcsFinding } from './ecs/finding.ts';
import { toEcs } from './ecs/to-ecs.ts';
import { type EventModel, type ModelInput, toEventModel } from './event-model.ts';
import { isFinding, toFindingUid } from './finding-identity.ts';
import { downgrade } from './ocsf/downgrade.ts';
import { toFinding } from './ocsf/finding.ts';
import { toOcsf } from './ocsf/to-ocsf.ts';
import { toOcsfLine } from './ocsf/to-ocsf-line.ts';
import type { PlacedLeaves } from './placed-leaves.ts';
import { readSession } from './reading/read-session.ts';
import { createSessionReader } from './reading/session-reader.ts';
import { createPrivacy, type Protect } from './privacy/create-privacy.ts';
import type { PrivacyRules } from './privacy/privacy-rules.ts';
import { toRaw } from './raw.ts';
import type { SecurityRecord } from './record.ts';
import { latestOcsfVersion, type OcsfVersion } from './ocsf/ocsf-version.ts';
import type { RecordFormat } from './record-format.ts';
import { toJsonText } from './text/to-json-text.ts';
import { shorterAndShorter, toShortened } from './text/to-shortened.ts';

export interface RecordOptions {
  readonly format: RecordFormat;
  readonly ocsfVersion: OcsfVersion;
  /** Adds the event itself as JSON text: OCSF `raw_data`, ECS `event.original`. @default false */
  readonly rawData?: boolean;
  readonly privacy?: PrivacyRules;
  /** From this risk level on, an event gives a second record: a Detection Finding. @default none */
  readonly findingFrom?: RiskLevel | undefined;
  /** OCSF `enrichments[].data` as JSON text, for tables that give a column one type (Parquet). @default false */
  readonly textData?: boolean;
  /** session-enricher's own version, for the record. */
  readonly productVersion?: string;
}

/**
 * Firehose takes 1,024,000 bytes, EventBridge 1 MiB with what is around a record, collectors are set to 1 MB and more. An
 * event that the queue takes may give more than that: "unmapped" has a path for every value, JSON escapes.
 */
const mostBytes = 950_000;

/**
 * Makes finished records of one event: one, or two with a Detection Finding. Throws at once for privacy rules that could
 * not be kept. One that would be larger than destinations take is made of what can be kept of its event.
 *
 * The mapper itself never throws, whatever the event holds. The same input gives the same bytes: no clock, nothing random.
 */
export type ToRecords = (input: ModelInput) => readonly SecurityRecord[];

export function createRecordMapper(options: RecordOptions): ToRecords {
  const { privacy } = options;
  const allowedMetadata = new Set(privacy?.sessionMetadata ?? []);
  const protect = createPrivacy(privacy);
  const toShown = createShow(protect, allowedMetadata);
  const read = protect === undefined ? createSessionReader(allowedMetadata) : readSession;
  const readShort = (session: Auth0Session) => readSession(toBounded(session, allowedMetadata));
  const toLines = createFormat(options);
  const toShortLines = createFormat({ ...options, rawData: false });

  function toModel(shown: ModelInput, readIt: typeof read): EventModel {
    const { session } = shown.outcome;
    return toEventModel(shown, session === undefined ? undefined : readIt(session));
  }

  return function toRecords(input) {
    const shown = toShown(input);
    const model = toModel(shown, read);
    let lines = toLines(model);
    const bytes = toBytes(lines);
    for (const limits of shorterAndShorter) {
      if (toBytes(lines) <= mostBytes) break;
      lines = toShortLines(toModel(toShortened(shown, limits, bytes), readShort));
    }
    const { uid, timeMs } = model;
    const { event, classUid, finding, findingClassUid } = lines;
    const record = { uid, line: event, timeMs, classUid };
    if (finding === undefined) return [record];
    return [record, { uid: toFindingUid(uid), line: finding, timeMs, classUid: findingClassUid }];
  };
}

/** Of the larger one; counted only where the characters could be too many bytes. */
function toBytes({ event, finding = '' }: Lines): number {
  const longer = Math.max(event.length, finding.length);
  return longer * 3 <= mostBytes ? longer : Math.max(Buffer.byteLength(event), Buffer.byteLength(finding));
}

/** Event and session as the rules of privacy allow them to be shown; a session that has no rules is bounded when it is read. */
function createShow(
  protect: Protect | undefined,
  allowedMetadata: ReadonlySet<string>,
): (input: ModelInput) => ModelInput {
  return function toShown({ event, outcome, signals }) {
    const { session } = outcome;
    const boundedEvent = { ...event, data: toBounded(event.data, allowedMetadata) };
    if (protect === undefined) return { event: boundedEvent, outcome, signals };
    const boundedOutcome =
      session === undefined ? outcome : { ...outcome, session: toBounded(session, allowedMetadata) };
    return protect({ event: boundedEvent, outcome: boundedOutcome, signals });
  };
}

interface Lines {
  readonly event: string;
  readonly finding?: string;
  /** OCSF only. */
  readonly classUid?: number;
  readonly findingClassUid?: number;
}

function createFormat(options: RecordOptions): (model: EventModel) => Lines {
  const { format, ocsfVersion, rawData = false, textData = false, productVersion, findingFrom } = options;
  switch (format) {
    case 'ocsf': {
      const ocsf = { rawData, textData, productVersion, isFinal: ocsfVersion === latestOcsfVersion };
      return (model) => {
        const placed: PlacedLeaves = new Map();
        const partial = toOcsf(model, placed, ocsf);
        const record = downgrade(partial.record, ocsfVersion);
        const event = toOcsfLine(partial, model, placed);
        const classUid = record.class_uid;
        if (!isFinding(model.signals, findingFrom)) return { event, classUid };
        const finding = downgrade(toFinding(model, model.signals, record.type_uid, ocsf), ocsfVersion);
        return { event, classUid, finding: toJsonText(finding), findingClassUid: finding.class_uid };
      };
    }
    case 'ecs': {
      const ecs = { rawData, productVersion };
      return (model) => {
        const event = toJsonText(toEcs(model, ecs));
        if (!isFinding(model.signals, findingFrom)) return { event };
        return { event, finding: toJsonText(toEcsFinding(model, model.signals, ecs)) };
      };
    }
    case 'raw':
      return (model) => ({ event: toJsonText(toRaw(model, productVersion)) });
  }
}
