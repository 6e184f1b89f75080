import { readShownText } from '../log-event/shown-text.ts';
import { cutField } from './fact-text.ts';

/** How the values of events are stored. */
export interface FactSettings {
  /**
   * What is stored instead of a field that a privacy rule names (`ip`, `user_agent`, `client_id`, `location_info`): a
   * prefix, or a keyed hash; undefined keeps it out. The value as it is where no rule names the field.
   */
  readonly disguise: (field: string, value: string) => string | undefined;
  /** A keyed hash: nobody who reads the table learns the value, and the same value gives the same text. */
  readonly toKey: (value: string) => string;
}

/** A field as it is stored, at most so many bytes of it; undefined where there is nothing, or a rule keeps it out. */
export function toStored(
  field: string,
  value: unknown,
  longest: number,
  { disguise }: FactSettings,
): string | undefined {
  const text = readShownText(value);
  if (text === undefined) return undefined;
  const stored = disguise(field, text);
  return stored === undefined || stored === '' ? undefined : cutField(stored, longest);
}
