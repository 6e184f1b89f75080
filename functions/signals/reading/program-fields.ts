import type { SignalReading } from './signal-reading.ts';

/** Where the program that began the session and the one that uses it stand, by Auth0's names. */
export function toProgramFields({ event }: SignalReading): readonly string[] {
  return ['device.initial_user_agent', event.userAgent ? 'user_agent' : 'device.last_user_agent'];
}
