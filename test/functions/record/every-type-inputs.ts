import fc from 'fast-check';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { readLogTypeSchemas } from '../../contracts/schema-files.ts';
import { arbitraryOf, type Schema, unlistedFields } from './event-arbitrary.ts';
import { anyOutcome } from './session-arbitrary.ts';

const toSignals = createSignals();
const seed = 20_260_302;

/** So many events of each type that Auth0 has published a schema of, half of them with all that it lists, by a fixed seed. */
export function makeInputsOfEveryType(casesPerType: number): ModelInput[] {
  const schemas = readLogTypeSchemas() as Readonly<Record<string, Schema>>;
  return Object.values(schemas).flatMap((schema) => {
    const data = fc.oneof(
      { weight: 2, arbitrary: arbitraryOf(schema, 'full') },
      { weight: 1, arbitrary: arbitraryOf(schema, 'minimal') },
      { weight: 1, arbitrary: arbitraryOf(schema, 'some') },
    );
    const cases = fc
      .tuple(data, unlistedFields, fc.boolean(), anyOutcome)
      .map(([fields, unlisted, isListed, outcome]) => {
        const event = toEvent(JSON.stringify(isListed ? fields : { ...unlisted, ...(fields as object) }));
        return {
          event,
          outcome: event.sessionId === undefined ? { status: 'no_session_id' as const } : outcome,
        };
      });
    return fc.sample(cases, { numRuns: casesPerType, seed }).map(({ event, outcome }) => ({
      event,
      outcome,
      signals: toSignals({ event, outcome }),
    }));
  });
}

/** By the real parser, as events come: with a `log_id` or without, dates that are none included. */
function toEvent(text: string): LogEvent {
  const parsed = parseElement(text, { receivedAtMs: 1_772_450_104_873 });
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
}
