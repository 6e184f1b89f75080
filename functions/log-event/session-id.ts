import type { JsonObject } from './log-event.ts';
import { isJsonObject } from './parse-json.ts';

/**
 * The session that a log event names: the first non-empty text of `details.session_id`,
 * `details.refresh_token.session_id` and `details.prompts[].session_id`, whatever the type.
 *
 * Not by type, since events carry IDs that their schemas do not list (`fcoa`, `session_revoked`). The text is not
 * validated: whoever asks Auth0 for it has to encode it.
 */
export function findSessionId(data: JsonObject): string | undefined {
  const details = data['details'];
  if (!isJsonObject(details)) return undefined;
  const direct = readText(details['session_id']);
  if (direct !== undefined) return direct;

  const token = details['refresh_token'];
  const ofToken = isJsonObject(token) ? readText(token['session_id']) : undefined;
  if (ofToken !== undefined) return ofToken;

  const prompts = details['prompts'];
  if (!Array.isArray(prompts)) return undefined;
  for (const prompt of prompts as readonly unknown[]) {
    const ofPrompt = isJsonObject(prompt) ? readText(prompt['session_id']) : undefined;
    if (ofPrompt !== undefined) return ofPrompt;
  }
  return undefined;
}

/** The session that a bare session event is about: `session_id`, else `sid`. */
export function readSessionEventId(data: JsonObject): string | undefined {
  return readText(data['session_id']) ?? readText(data['sid']);
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
