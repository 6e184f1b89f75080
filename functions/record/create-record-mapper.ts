import type { RiskLevel } from '../signals/signal.ts';
import { toBounded } from './bound-event.ts';
import { toEcsFinding } from './ecs/finding.ts';
import { toEcs } from './ecs/to-ecs.ts';
import { type EventModel, type ModelInput, toEventModel } from './event-model.ts';
import { isFinding, toFindingUid } from './finding-identity.ts';
import { downgrade } from './ocsf/downgrade.ts';
import { toFinding } from './ocsf/finding.ts';
import { toOcsf } from './ocsf/to-ocsf.ts';
import { toOcsfLine } from './ocsf/to-ocsf-line.ts';
import type { PlacedLeaves } from './placed-leaves.ts';
import { readSession } from './read-session.ts';
import { createSessionReader } from './session-reader.ts';
import { createPrivacy } from './privacy/create-privacy.ts';
import type { PrivacyRules } from './privacy.ts';
import { toRaw } from './raw.ts';
import type { OcsfVersion, RecordFormat, SecurityRecord } from './record.ts';
import { toJsonText } from './to-json-text.ts';

export interface RecordOptions {
  readonly format: RecordFormat;
  readonly ocsfVersion: OcsfVersion;
  /** Adds the event itself as JSON text: OCSF `raw_data`, ECS `event.original`. @default false */
  readonly rawData?: boolean;
  readonly privacy?: PrivacyRules;
  /** From this risk level on, an event gives a second record: a Detection Finding. @default none */
  readonly findingFrom?: RiskLevel;
  /** OCSF `enrichments[].data` as JSON text, for tables that give a column one type (Parquet). @default false */
  readonly textData?: boolean;
  /** session-enricher's own version, for the record. */
  readonly productVersion?: string;
}

/**
 * Makes finished records of one event: one, or two with a Detection Finding. Throws at once for privacy rules that could
 * not be kept.
 *
 * The mapper itself never throws, whatever the event holds. The same input gives the same bytes: no clock, nothing random.
 */
export type ToRecords = (input: ModelInput) => readonly SecurityRecord[];

export function createRecordMapper(options: RecordOptions): ToRecords {
  const { privacy } = options;
  const toLines = createFormat(options);
  const toModel = createModelBuilder(privacy);

  return function toRecords(input) {
    const model = toModel(input);
    const { uid, timeMs } = model;
    const { event, classUid, finding, findingClassUid } = toLines(model);
    const record = { uid, line: event, timeMs, classUid };
    if (finding === undefined) return [record];
    return [record, { uid: toFindingUid(uid), line: finding, timeMs, classUid: findingClassUid }];
  };
}

/** Reads an input as the rules of privacy allow it to be shown. */
function createModelBuilder(privacy: PrivacyRules | undefined): (input: ModelInput) => EventModel {
  const allowedMetadata = new Set(privacy?.sessionMetadata ?? []);
  const protect = createPrivacy(privacy);
  const read = createSessionReader(allowedMetadata);

  return function toModel({ event, outcome, signals }) {
    const { session } = outcome;
    const boundedEvent = { ...event, data: toBounded(event.data, allowedMetadata) };
    if (protect === undefined) {
      return toEventModel(
        { event: boundedEvent, outcome, signals },
        session === undefined ? undefined : read(session),
      );
    }
    const boundedOutcome =
      session === undefined ? outcome : { ...outcome, session: toBounded(session, allowedMetadata) };
    const shown = protect({ event: boundedEvent, outcome: boundedOutcome, signals });
    return toEventModel(
      shown,
      shown.outcome.session === undefined ? undefined : readSession(shown.outcome.session),
    );
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
      const ocsf = { rawData, textData, productVersion, isFinal: ocsfVersion === '1.8.0' };
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
