import type { Auth0Session } from '../session/session-outcome.ts';
import { rememberByObject } from '../log-event/remember-by-object.ts';
import type { RiskLevel } from '../signals/risk-level.ts';
import { toBounded } from './text/bound-event.ts';
import { toEcsFinding } from './ecs/finding.ts';
import { toEcsSession } from './ecs/session.ts';
import { toEcs } from './ecs/to-ecs.ts';
import { type EventModel, type ModelInput, toEventModel } from './event-model.ts';
import { toFindings } from './finding-identity.ts';
import { downgrade } from './ocsf/downgrade.ts';
import { toFinding } from './ocsf/finding.ts';
import type { OcsfRecord } from './ocsf/ocsf-record.ts';
import { toOcsf } from './ocsf/to-ocsf.ts';
import { createPrivacy, type Protect } from './privacy/create-privacy.ts';
import type { PrivacyRules } from './privacy/privacy-rules.ts';
import { toRaw } from './raw.ts';
import { latestOcsfVersion, type OcsfVersion } from './ocsf/ocsf-version.ts';
import type { LookUpNetwork } from './reading/address-network.ts';
import { readNetworks } from './reading/read-networks.ts';
import { readSession } from './reading/read-session.ts';
import type { RecordFormat } from './record-format.ts';
import type { SecurityRecord } from './record.ts';
import { toJsonText } from './text/to-json-text.ts';
import { shorterAndShorter, toShortened } from './text/to-shortened.ts';

export interface RecordOptions {
  readonly format: RecordFormat;
  readonly ocsfVersion: OcsfVersion;
  /** Adds the event itself as JSON text: OCSF `raw_data`, ECS `event.original`. @default false */
  readonly rawData?: boolean;
  readonly privacy?: PrivacyRules;
  /** From this risk level on, each signal of an event gives one more record: a Detection Finding. @default none */
  readonly findingFrom?: RiskLevel | undefined;
  /** OCSF `enrichments[].data` as JSON text, for tables that give a column one type (Parquet). @default false */
  readonly textData?: boolean;
  /** Tells the network of an address, by a database of the tenant's own. @default none: nothing is guessed */
  readonly lookUpNetwork?: LookUpNetwork | undefined;
  /** session-enricher's own version, for the record. */
  readonly productVersion?: string;
}

/**
 * Firehose takes 1,024,000 bytes, EventBridge 1 MiB with what is around a record, collectors are set to 1 MB and more. An
 * event that the queue takes may give more than that: "unmapped" has a path for every value, JSON escapes.
 */
const mostBytes = 950_000;

/**
 * Makes finished records of one event: its own, and one for each Detection Finding. Throws at once for privacy rules that could
 * not be kept. One that would be larger than destinations take is made of what can be kept of its event.
 *
 * The mapper itself never throws, whatever the event holds. The same input gives the same bytes: no clock, nothing random.
 */
export type ToRecords = (input: ModelInput) => readonly SecurityRecord[];

export function createRecordMapper(options: RecordOptions): ToRecords {
  const protect = createPrivacy(options.privacy);
  const toShown = createShow(protect, options.privacy);
  // The session cache hands out one object for all events of a session; what privacy makes of it is new each time.
  const read = protect === undefined ? rememberByObject(readSession) : readSession;
  const toLines = createFormat(options);
  const toShortLines = createFormat({ ...options, rawData: false });

  const { lookUpNetwork } = options;

  return function toRecords(input) {
    const shown = toShown(input);
    const networks = lookUpNetwork && readNetworks(input, shown, lookUpNetwork);
    const model = toEventModel(shown, read, networks);
    let lines = toLines(model);
    const bytes = toBytes(lines);
    for (const limits of shorterAndShorter) {
      if (toBytes(lines) <= mostBytes) break;
      lines = toShortLines(toEventModel(toShortened(shown, limits, bytes), readSession, networks));
    }
    const { uid, timeMs } = model;
    return lines.map((line) => ({ ...line, uid: line.uid ?? uid, timeMs: line.timeMs ?? timeMs }));
  };
}

/** Event and session as destinations and the rules of privacy allow them to be shown. */
function createShow(
  protect: Protect | undefined,
  privacy: PrivacyRules | undefined,
): (input: ModelInput) => ModelInput {
  const allowedMetadata = new Set(privacy?.sessionMetadata ?? []);
  const boundSession = rememberByObject((session: Auth0Session) => toBounded(session, allowedMetadata));
  return function toShown({ event, outcome, signals, created }) {
    const { session } = outcome;
    const bounded = {
      event: { ...event, data: toBounded(event.data, allowedMetadata) },
      outcome: session === undefined ? outcome : { ...outcome, session: boundSession(session) },
      signals,
    };
    const shown = protect === undefined ? bounded : protect(bounded);
    return created === undefined ? shown : { ...shown, created };
  };
}

/** The largest one's; counted only where the characters could be too many bytes. */
function toBytes(lines: readonly Line[]): number {
  return Math.max(
    ...lines.map(({ line }) => (line.length * 3 <= mostBytes ? line.length : Buffer.byteLength(line))),
  );
}

/** A record as its line, and what is told beside it. */
type Line = Pick<SecurityRecord, 'line' | 'classUid'> & Partial<Pick<SecurityRecord, 'uid' | 'timeMs'>>;

/** The event's line, and one for each finding that signals call for. */
type ToLines = (model: EventModel) => readonly Line[];

function createFormat(options: RecordOptions): ToLines {
  const { format, ocsfVersion, rawData = false, textData = false, productVersion, findingFrom } = options;
  switch (format) {
    case 'ocsf': {
      const ocsf = { rawData, textData, productVersion };
      const toVersion = (record: OcsfRecord) =>
        ocsfVersion === latestOcsfVersion ? record : downgrade(record, ocsfVersion);
      return (model) => {
        const record = toVersion(toOcsf(model, ocsf));
        const findings = toFindings(model, findingFrom).map((finding) => ({
          ...toOcsfLine(toVersion(toFinding(model, finding, record.type_uid, ocsf))),
          uid: finding.recordUid,
          timeMs: finding.timeMs,
        }));
        return [toOcsfLine(record), ...findings];
      };
    }
    case 'ecs': {
      const ecs = { rawData, productVersion, toSession: rememberByObject(toEcsSession) };
      return (model) => {
        const line = { line: toJsonText(toEcs(model, ecs)) };
        const findings = toFindings(model, findingFrom).map((finding) => ({
          line: toJsonText(toEcsFinding(model, finding, ecs)),
          uid: finding.recordUid,
          timeMs: finding.timeMs,
        }));
        return [line, ...findings];
      };
    }
    case 'raw':
      return (model) => [{ line: toJsonText(toRaw(model, productVersion)) }];
  }
}

function toOcsfLine(record: OcsfRecord): Line {
  return { line: toJsonText(record), classUid: record.class_uid };
}
