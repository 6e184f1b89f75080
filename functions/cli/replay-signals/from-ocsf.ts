import type { JsonObject } from '../../log-event/log-event.ts';
import { parseJson } from '../../log-event/parse-json.ts';
import { readList, readObject } from '../../log-event/read-value.ts';
import type { RecordReading } from './record-reading.ts';

/** An OCSF record back into Auth0's words: each field from where the mapping has put it. */
export function fromOcsf(given: JsonObject): RecordReading {
  const unmapped = readJson(given['unmapped']);
  const rest = unfold(unmapped, 'auth0.');
  // What an older version has no place for.
  const record = join(given, unfold(unmapped, 'ocsf.'));
  const metadata = readObject(record['metadata']);
  const enrichment = findEnrichment(record);
  const source = readObject(record['src_endpoint']);
  const request = readObject(record['http_request']);
  const actor = readObject(record['actor']);
  const location = readObject(source?.['location']);
  const [long, lat] = readList(location?.['coordinates']) ?? [location?.['long'], location?.['lat']];
  const userId = readObject(record['user'])?.['uid'];
  const actorId = readObject(actor?.['user'])?.['uid'];
  const ja4 = toJa4(source);
  return {
    original: typeof record['raw_data'] === 'string' ? record['raw_data'] : undefined,
    logId: metadata?.['original_event_uid'] ?? metadata?.['uid'],
    data: {
      ...rest,
      date: metadata?.['original_time'] ?? record['time'],
      type: metadata?.['event_code'],
      description: record['status_detail'],
      client_id: actor?.['app_uid'] ?? readObject(record['service'])?.['uid'],
      ip: source?.['ip'],
      user_agent: request?.['user_agent'],
      user_id: userId ?? actorId,
      location_info: { latitude: lat, longitude: long },
      ...(ja4 !== undefined && { security_context: { ja4 } }),
      details: {
        ...readObject(rest['details']),
        session_id: readObject(record['session'])?.['uid'] ?? metadata?.['correlation_uid'],
        ...(userId !== undefined && actorId !== undefined && { actor: { sub: actorId } }),
        request: { method: request?.['http_method'], path: readObject(request?.['url'])?.['path'] },
        response: { statusCode: readObject(readObject(record['api'])?.['response'])?.['code'] },
      },
    },
    status: enrichment?.['status'] ?? unmapped?.['session_enricher.status'],
    fetchedAt: enrichment?.['fetched_at'],
    session: enrichment?.['session'],
  };
}

function findEnrichment(record: JsonObject): JsonObject | undefined {
  const all = readList(record['enrichments'])?.map(readObject);
  return readJson(all?.find((one) => one?.['type'] === 'auth0.session')?.['data']);
}

function toJa4(source: JsonObject | undefined): unknown {
  const all = readList(source?.['fingerprints'])?.map(readObject);
  return all?.find((one) => one?.['algorithm'] === 'JA4')?.['value'];
}

/** Tables of one type a column have free-form JSON as text. */
function readJson(value: unknown): JsonObject | undefined {
  if (typeof value !== 'string') return readObject(value);
  const json = parseJson(value);
  return json.ok ? readObject(json.value) : undefined;
}

/** All of both; where both have a field, the first one's counts. */
function join(one: JsonObject, other: JsonObject): JsonObject {
  const joined: { [key: string]: unknown } = { ...other, ...one };
  for (const key of Object.keys(other)) {
    const [mine, theirs] = [readObject(one[key]), readObject(other[key])];
    if (mine !== undefined && theirs !== undefined) joined[key] = join(mine, theirs);
  }
  return joined;
}

/** `auth0.details.a.b` is `b` in `a` in `details`; its text was JSON where that is not plain text. */
function unfold(unmapped: JsonObject | undefined, prefix: string): JsonObject {
  const root: { [key: string]: unknown } = {};
  for (const [name, value] of Object.entries(unmapped ?? {})) {
    if (!name.startsWith(prefix)) continue;
    const path = name.slice(prefix.length).split('.');
    const last = path.pop() ?? '';
    let at: { [key: string]: unknown } | undefined = root;
    for (const key of path) {
      at[key] ??= Object.create(null) as object;
      at = readObject(at[key]) as { [key: string]: unknown } | undefined;
      if (at === undefined) break;
    }
    if (at !== undefined) at[last] = toValue(value);
  }
  return root;
}

function toValue(value: unknown): unknown {
  if (typeof value !== 'string' || !/^(?:[[{]|-?\d|true$|false$)/.test(value)) return value;
  const json = parseJson(value);
  return json.ok ? json.value : value;
}
