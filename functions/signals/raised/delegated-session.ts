import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import type { Known } from '../three-valued.ts';

const delegatedTypes = new Set(['sdel', 'sdelsa', 'sdeleacft']);

/**
 * Does somebody act as this user? Support staff do, by Custom Token Exchange; so may whoever took over their account.
 *
 * A session that was read and has no `actor` is not delegated; without a session only the event can say yes.
 */
export const delegatedSession: SignalStep = (reading) => {
  const { type, session, event } = reading;
  const sessionActor = readShownText(readObject(session?.fields['actor'])?.['sub']);
  const eventActor = readShownText(readObject(event.details?.['actor'])?.['sub']);
  const isDelegatedType = type !== undefined && delegatedTypes.has(type);
  const isSaidByEvent = eventActor !== undefined || isDelegatedType;
  return toAnswer(isSaidByEvent || isActing(reading), () => ({
    fields: [
      event.userId ? 'user_id' : 'session.user_id',
      sessionActor ? 'actor.sub' : eventActor ? 'details.actor.sub' : 'type',
    ],
    before: event.userId ?? session?.userId ?? 'user',
    after: sessionActor ?? eventActor ?? `actor untold (${type})`,
  }));
};

/** An actor whose `sub` cannot be read is somebody, but who is not known. */
function isActing({ session }: SignalReading): Known {
  if (!session) return undefined;
  const actor = session.fields['actor'];
  if (actor === undefined || actor === null) return false;
  return readShownText(readObject(actor)?.['sub']) === undefined ? undefined : true;
}
