import { rememberByObject } from '../../log-event/remember-by-object.ts';
import { readObject } from '../../log-event/read-value.ts';
import type { SignalInput } from '../signal.ts';
import { type SignalReading, toReading } from './signal-reading.ts';
import { toSignalSession } from './signal-session.ts';

export type ReadInput = (input: SignalInput) => SignalReading;

/**
 * Reads what signals look at, whatever their settings: the session once for all of its events, and an input once for all who
 * judge it.
 */
export function createReader(): ReadInput {
  const toSession = rememberByObject(toSignalSession);
  let last: { readonly input: SignalInput; readonly reading: SignalReading } | undefined;

  return function read(input) {
    if (last?.input === input) return last.reading;
    const { outcome, asRead } = input;
    const fields = outcome.status === 'enriched' ? readObject(outcome.session) : undefined;
    const fieldsAsRead = readObject(asRead);
    const reading = toReading(input, fields && toSession(fields), fieldsAsRead && toSession(fieldsAsRead));
    last = { input, reading };
    return reading;
  };
}
