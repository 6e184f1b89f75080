import { lookUpLogType } from '../../log-event/catalogue.ts';
import type { ParsedElement } from '../../log-event/parse-body.ts';

/** What `parseElement` begins an identity with that it had to make. */
const madeId = 'sha256:';

/**
 * Takes for a log event only what looks like one of Auth0's: a type that is known, or an ID or a date beside it. Many
 * a JSON file has a `type`, such as a package.json; the webhook, whose sender is known, is more generous.
 */
export function refuseOthers(element: ParsedElement): ParsedElement {
  if (!element.ok) return element;
  const { type, logId, data } = element.event;
  const isOurs =
    type === undefined ||
    lookUpLogType(type) !== undefined ||
    !logId.startsWith(madeId) ||
    isThere(data['date']);
  if (isOurs) return element;
  const { position, text } = element;
  return {
    ok: false,
    reason: 'no Auth0 log event: its type is no log type code, and there is no log_id, _id or date beside it',
    position,
    text,
  };
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
