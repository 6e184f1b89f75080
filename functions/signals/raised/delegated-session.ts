import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { toAllowedClient } from '../settings/allow-list.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import type { Known } from '../three-valued.ts';

const delegatedTypes = new Set(['sdel', 'sdelsa', 'sdeleacft']);

/** Types of success that name an AI agent of Auth0's (`agent_id`), where a user may take part. */
export const agentTypes: ReadonlySet<string> = new Set([
  'ciba_exchange_succeeded',
  's',
  'sdel',
  'sdeleacft',
  'seacft',
  'secte',
  'sede',
  'sepft',
  'seta',
  'success_on_behalf_of_token_exchange',
]);

/**
 * Does somebody act as this user? Support staff do, by Custom Token Exchange; so may whoever took over their account. An AI
 * agent does where the event names both it and a user: without a user it acts for itself.
 *
 * A session that was read and has no `actor` is not delegated; without a session only the event can say yes.
 */
export const delegatedSession: SignalStep = (reading, { allow }) => {
  const { type, session, event } = reading;
  const sessionActor = readShownText(readObject(session?.fields['actor'])?.['sub']);
  const eventActor = readShownText(readObject(event.details?.['actor'])?.['sub']);
  const isDelegatedType = type !== undefined && delegatedTypes.has(type);
  const agent = readAgent(reading);
  const isSaidByEvent = eventActor !== undefined || isDelegatedType || agent !== undefined;
  return toAnswer(isSaidByEvent || isActing(reading), () => {
    const isAgent = sessionActor === undefined && eventActor === undefined && agent !== undefined;
    return {
      fields: [
        event.userId ? 'user_id' : 'session.user_id',
        sessionActor ? 'actor.sub' : eventActor ? 'details.actor.sub' : isAgent ? agent.field : 'type',
      ],
      before: event.userId ?? session?.userId ?? 'user',
      after: sessionActor ?? eventActor ?? agent?.id ?? `actor untold (${type})`,
      // Agents come by an application of theirs.
      allowed: isAgent ? toAllowedClient(allow, event.clientId) : undefined,
    };
  });
};

/** The agent that got what the user may do. */
function readAgent({ type, event: { data, userId } }: SignalReading) {
  if (type === undefined || !agentTypes.has(type)) return undefined;
  if (userId === undefined || userId.endsWith('@clients')) return undefined;
  for (const field of ['agent_id', 'external_agent_id']) {
    const id = readShownText(data[field]);
    if (id !== undefined) return { field, id };
  }
  return undefined;
}

/** An actor whose `sub` cannot be read is somebody, but who is not known. */
function isActing({ session }: SignalReading): Known {
  if (!session) return undefined;
  const actor = session.fields['actor'];
  if (actor === undefined || actor === null) return false;
  return readShownText(readObject(actor)?.['sub']) === undefined ? undefined : true;
}
