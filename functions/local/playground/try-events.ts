import { plainSettings } from '../../cli/enrich/plain-settings.ts';
import { object, oneOf, optional, type Problems, text } from '../../enrich/check.ts';
import { checkSignals } from '../../enrich/check-settings.ts';
import { createEnricher } from '../../enrich/create-enricher.ts';
import type { LookUpStage } from '../../enrich/look-up/look-up-stage.ts';
import { createPlainStage } from '../../enrich/look-up/plain-stage.ts';
import { createFetchModes } from '../../enrich/look-up-modes.ts';
import { createMemoryLedger } from '../../enrich/memory-ledger.ts';
import type { EnrichedRecords } from '../../enrich/pipeline.ts';
import { dropRepeats } from '../../log-event/drop-repeats.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { parseBody } from '../../log-event/parse-body.ts';
import { previewPrivacy, type PrivacyPreview } from '../../record/privacy/preview-privacy.ts';
import { type OcsfVersion, ocsfVersions } from '../../record/ocsf/ocsf-version.ts';
import { type RecordFormat, recordFormats } from '../../record/record-format.ts';
import { systemClock } from '../../session/clock.ts';
import { createFileLookUp } from '../../session/file-look-up.ts';
import type { LookUpSession } from '../../session/session-outcome.ts';
import { type FindingLevel, findingLevels } from '../../signals/risk-level.ts';
import type { SignalSettings } from '../../signals/settings/signal-settings.ts';
import { checkFormPrivacy, type FormPrivacy, markRefused, toRules } from './form-privacy.ts';
import { type InputProblem, locateProblems } from './input-problem.ts';

interface Form {
  readonly events: string;
  /** JSON text, an array or one session; empty means the simulated tenant's. */
  readonly sessions: string;
  readonly format: RecordFormat;
  readonly ocsfVersion: OcsfVersion;
  readonly findingFrom?: FindingLevel | undefined;
  readonly signals: SignalSettings;
  readonly privacy: FormPrivacy;
}

const pasted = text((value) => value.length <= 12_000_000, '12 MB at most');
/** Shown of what could not be read; the rest is of the same kind. */
const mostProblems = 100;
const findingFrom = optional(oneOf(findingLevels));

/** What the form sends: its settings are checked as those of a deployment are, in the same words. */
const checkForm = object<Form>({
  events: pasted,
  sessions: optional(pasted, ''),
  format: oneOf(recordFormats),
  ocsfVersion: oneOf(ocsfVersions),
  findingFrom: (value, ...rest) => findingFrom(value ?? undefined, ...rest),
  signals: optional(checkSignals, {}),
  privacy: optional(checkFormPrivacy, {}),
});

export interface TriedEvents {
  readonly enriched: readonly EnrichedRecords[];
  /** What could not be read, each with its place in the input. */
  readonly rejected: readonly InputProblem[];
  readonly privacy: PrivacyPreview;
  /** What a tenant file with these settings is refused for, a line each. */
  readonly refused: readonly string[];
  readonly repeats: number;
  /** The settings as the part of a tenant file that has the same effect. */
  readonly tenantFile: object;
  readonly format: (typeof recordFormats)[number];
  readonly ocsfVersion: (typeof ocsfVersions)[number];
}

/** The form cannot be used; `message` says what is wrong with it, for the person who filled it in. */
export class FormError extends Error {
  override readonly name = 'FormError';
}

/** A deployment reads the key from its secret; here it has only to be there. */
const hashKey = 'the key of the playground';

/**
 * Enriches somebody's own events by the settings of the form; nothing is delivered and nothing is kept.
 *
 * @throws {FormError} for a form that cannot be used.
 */
export async function tryEvents(
  input: unknown,
  { lookUp, now }: { readonly lookUp: LookUpSession; readonly now: () => number },
): Promise<TriedEvents> {
  const { events, sessions, format, ocsfVersion, findingFrom, signals, privacy } = parseForm(input);

  const elements = parseBody(events, { receivedAtMs: now() });
  if (elements.length === 0) throw new FormError('events: paste at least one log event');
  const { kept, repeats } = dropRepeats(elements.flatMap((one): LogEvent[] => (one.ok ? [one.event] : [])));

  const rules = toRules(privacy);
  const withFindings = findingFrom !== undefined && format !== 'raw';
  const tenantFile = {
    records: { format, ...(format === 'ocsf' && { ocsfVersion }), ...(withFindings && { findingFrom }) },
    ...(Object.keys(signals).length > 0 && { signals }),
    ...(Object.keys(privacy).length > 0 && { privacy }),
  };
  // The schema of tenant files is read when somebody tries events: nobody waits for it at the start.
  const { findPartProblems } = await import('../../cli/tenant/tenant-part.ts');
  const refused = findPartProblems(tenantFile);
  const { pipeline } = openEnricher();
  const enriched = await pipeline.enrich(kept, { deadlineMs: now() + 10_000 });
  return {
    enriched,
    rejected: locateProblems(
      events,
      elements
        .flatMap((one) => (one.ok ? [] : [{ text: one.text, reason: one.reason }]))
        .slice(0, mostProblems),
    ),
    privacy: markRefused(previewPrivacy({ ...rules, hashKey }, enriched), refused),
    refused,
    repeats,
    tenantFile,
    format,
    ocsfVersion,
  };

  function openEnricher() {
    try {
      return createEnricher(
        {
          ...plainSettings,
          format,
          ocsfVersion,
          findingFrom,
          signals,
          privacy: rules,
        },
        {
          lookUps: toTrialStage(
            sessions.trim() === '' ? lookUp : createFileLookUp(parseSessions(sessions)),
            now,
          ),
          destinations: [],
          hashKey,
          clock: { ...systemClock, now },
          reportFault: () => {},
        },
      );
    } catch (error) {
      if (error instanceof FormError) throw error;
      // Rules that contradict themselves are refused where they are read, in words for people.
      throw new FormError(error instanceof Error ? error.message : 'the settings cannot be used');
    }
  }
}

/** With a memory of its own: events that are made up teach nobody else anything. */
function toTrialStage(lookUp: LookUpSession, now: () => number): LookUpStage {
  return createPlainStage({ ...createMemoryLedger({ now }), lookUp, modeOf: createFetchModes({}) });
}

function parseForm(input: unknown): Form {
  const wrong: string[] = [];
  const problems: Problems = {
    expected: (path, type) => wrong.push(`${path}: expected ${type}`),
    wrong: (path, message) => wrong.push(`${path}: ${message}`),
  };
  const form = checkForm(input, '', problems);
  if (wrong.length > 0) throw new FormError(wrong.join('; '));
  return form;
}

function parseSessions(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    throw new FormError('sessions: expected JSON, an array of sessions or one session');
  }
}
