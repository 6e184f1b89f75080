import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import type { Known } from '../three-valued.ts';

/** Does the session's cookie survive the browser? `cookie.mode` is in early access: the event may know it instead. */
export function persistentCookie({ session, event }: SignalReading): Known {
  const inEvent = readObject(readObject(event.details?.['session'])?.['cookie']);
  const mode =
    readShownText(readObject(session?.fields['cookie'])?.['mode']) ?? readShownText(inEvent?.['mode']);
  if (mode === 'persistent') return true;
  return mode === 'non-persistent' ? false : undefined;
}
