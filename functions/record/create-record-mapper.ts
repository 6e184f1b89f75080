import type { RiskLevel, SignalBlock } from '../signals/signal.ts';
import { toBounded } from './bound-event.ts';
import { toEcsFinding } from './ecs/finding.ts';
import { toEcs } from './ecs/to-ecs.ts';
import { type EventModel, type ModelInput, toEventModel } from './event-model.ts';
import { isFinding, toFindingUid } from './finding-identity.ts';
import { downgrade } from './ocsf/downgrade.ts';
import { toFinding } from './ocsf/finding.ts';
import type { OcsfRecord } from './ocsf/ocsf-record.ts';
import { toOcsf } from './ocsf/to-ocsf.ts';
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
  const { findingFrom, privacy } = options;
  const protect = createPrivacy(privacy);
  const { toRecord, toFinding } = createFormat(options);
  const allowedMetadata = new Set(privacy?.sessionMetadata ?? []);

  return function toRecords({ event, outcome, signals }) {
    const { session } = outcome;
    const bounded = {
      event: { ...event, data: toBounded(event.data, allowedMetadata) },
      outcome: session === undefined ? outcome : { ...outcome, session: toBounded(session, allowedMetadata) },
      signals,
    };
    const model = toEventModel(protect(bounded));
    const { uid, timeMs } = model;
    const record = toRecord(model);
    const records = [{ uid, line: toJsonText(record), timeMs }];
    if (toFinding !== undefined && isFinding(model.signals, findingFrom)) {
      const finding = toFinding(model, model.signals, record);
      records.push({ uid: toFindingUid(uid), line: toJsonText(finding), timeMs });
    }
    return records;
  };
}

interface Format {
  readonly toRecord: (model: EventModel) => object;
  /** Absent in a format that has no form for findings. `record` is the event's own, finished. */
  readonly toFinding?: (model: EventModel, signals: SignalBlock, record: object) => object;
}

function createFormat(options: RecordOptions): Format {
  const { format, ocsfVersion, rawData = false, textData = false, productVersion } = options;
  switch (format) {
    case 'ocsf': {
      const ocsf = { rawData, textData, productVersion };
      return {
        toRecord: (model) => downgrade(toOcsf(model, ocsf), ocsfVersion),
        toFinding: (model, signals, record) =>
          downgrade(toFinding(model, signals, (record as OcsfRecord).type_uid, ocsf), ocsfVersion),
      };
    }
    case 'ecs': {
      const ecs = { rawData, productVersion };
      return {
        toRecord: (model) => toEcs(model, ecs),
        toFinding: (model, signals) => toEcsFinding(model, signals, ecs),
      };
    }
    case 'raw':
      return { toRecord: (model) => toRaw(model, productVersion) };
  }
}
