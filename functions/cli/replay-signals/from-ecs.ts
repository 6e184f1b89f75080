import type { JsonObject } from '../../log-event/log-event.ts';
import { parseJson } from '../../log-event/parse-json.ts';
import { readObject } from '../../log-event/read-value.ts';
import type { RecordReading } from './record-reading.ts';

/** An ECS document back into Auth0's words: each field from where the mapping has put it. */
export function fromEcs(document: JsonObject): RecordReading {
  const event = readObject(document['event']);
  const auth0 = readObject(document['auth0']);
  const rest = readObject(auth0?.['event']);
  const user = readObject(document['user']);
  const effective = readObject(user?.['effective']);
  const source = readObject(document['source']);
  const location = readObject(readObject(source?.['geo'])?.['location']);
  const http = readObject(document['http']);
  const enrichment = readObject(auth0?.['enrichment']);
  const session = readObject(auth0?.['session']);
  const details = readObject(rest?.['details']);
  return {
    original: typeof event?.['original'] === 'string' ? event['original'] : undefined,
    logId: event?.['id'],
    data: {
      ...rest,
      date: document['@timestamp'],
      type: event?.['code'],
      description: document['message'],
      client_id: readObject(document['service'])?.['id'],
      ip: source?.['ip'],
      user_agent: readObject(document['user_agent'])?.['original'],
      user_id: effective?.['id'] ?? user?.['id'],
      location_info: { latitude: location?.['lat'], longitude: location?.['lon'] },
      details: {
        ...details,
        ...toPrompts(details?.['prompts']),
        session_id: session?.['id'],
        ...(effective !== undefined && { actor: { sub: user?.['id'] } }),
        request: {
          method: readObject(http?.['request'])?.['method'],
          path: readObject(document['url'])?.['path'],
        },
        response: { statusCode: readObject(http?.['response'])?.['status_code'] },
      },
    },
    status: enrichment?.['status'],
    fetchedAt: enrichment?.['fetched_at'],
    session,
  };
}

/** An empty list stands as text: an index would lose it. */
function toPrompts(prompts: unknown): { readonly prompts?: unknown } {
  const json = typeof prompts === 'string' ? parseJson(prompts) : undefined;
  return json?.ok === true ? { prompts: json.value } : {};
}
