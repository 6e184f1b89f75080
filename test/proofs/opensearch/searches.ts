import type { Call } from './main.ts';

interface Search {
  readonly what: string;
  readonly query: object;
}

/** Without hits where the search itself was wrong. */
interface Answer {
  readonly hits?: { readonly total: { readonly value: number } };
}

const together = 200;

type Json = { readonly [key: string]: unknown };

/** Searches for what an analyst pivots on, taken from the records themselves; gives those that find nothing. */
export async function findUnfound(
  call: Call,
  index: string,
  format: 'ecs' | 'ocsf',
  lines: readonly string[],
): Promise<{ readonly searched: number; readonly unfound: readonly string[] }> {
  const searches = new Map<string, Search>();
  for (const line of lines) {
    const record = JSON.parse(line) as Json;
    for (const search of format === 'ecs' ? toEcsSearches(record) : toOcsfSearches(record)) {
      searches.set(JSON.stringify(search), search);
    }
  }
  const unfound: string[] = [];
  const all = [...searches.values()];
  for (let from = 0; from < all.length; from += together) {
    const some = all.slice(from, from + together);
    const body = some
      .map(({ query }) => `{}\n${JSON.stringify({ size: 0, terminate_after: 1, query })}\n`)
      .join('');
    const { responses } = (await call('POST', `/${index}/_msearch`, body)) as { responses: Answer[] };
    for (const [number, { what, query }] of some.entries()) {
      if ((responses[number]?.hits?.total.value ?? 0) === 0)
        unfound.push(`not found: ${what}: ${JSON.stringify(query)}`);
    }
  }
  return { searched: searches.size, unfound };
}

const term = (what: string, field: string, value: unknown): Search[] =>
  typeof value === 'object' || value === undefined ? [] : [{ what, query: { term: { [field]: { value } } } }];
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

function toEcsSearches(record: Json): Search[] {
  const { related, tags, auth0, user } = record as {
    related?: Json;
    tags?: unknown;
    user?: Json & { target?: Json; effective?: Json };
    auth0: {
      session?: Json & { device?: Json };
      signals?: { values: Json; evidence: Json[] };
      targets?: Json[];
    };
  };
  return [
    ...list(related?.['ip']).flatMap((value) => term('address', 'related.ip', value)),
    ...list(related?.['user']).flatMap((value) => term('user', 'related.user', value)),
    ...list(related?.['hash']).flatMap((value) => term('fingerprint', 'related.hash', value)),
    ...list(tags).flatMap((value) => term('signal', 'tags', value)),
    ...term('user', 'user.id', user?.['id']),
    ...term('target', 'user.target.id', user?.target?.['id']),
    ...term('effective user', 'user.effective.id', user?.effective?.['id']),
    ...term('session', 'auth0.session.id', auth0.session?.['id']),
    ...term('last address', 'auth0.session.device.last_ip', auth0.session?.device?.['last_ip']),
    ...Object.entries(auth0.signals?.values ?? {}).flatMap(([name, value]) =>
      term('answer of a signal', `auth0.signals.values.${name}`, value),
    ),
    ...list(auth0.signals?.evidence).flatMap((entry) => toEvidenceSearch(entry as Json)),
    ...list(auth0.targets).flatMap((target) => term('target', 'auth0.targets.id', (target as Json)['id'])),
  ];
}

function toEvidenceSearch({ signal, before, after }: Json): Search[] {
  const [beforeTerm] = term('', 'auth0.signals.evidence.before', before);
  const [afterTerm] = term('', 'auth0.signals.evidence.after', after);
  const must = [...term('', 'auth0.signals.evidence.signal', signal), beforeTerm, afterTerm].flatMap((one) =>
    one === undefined ? [] : [one.query],
  );
  return [
    { what: 'evidence', query: { nested: { path: 'auth0.signals.evidence', query: { bool: { must } } } } },
  ];
}

function toOcsfSearches(record: Json): Search[] {
  const { class_uid, metadata, observables, resources, enrichments, unmapped } = record as {
    class_uid: number;
    unmapped: Json;
    metadata: Json;
    observables?: Json[];
    resources?: Json[];
    enrichments?: { type: string; data: { session?: { device?: Json }; values?: Json } }[];
  };
  return [
    ...list(metadata['labels']).flatMap((value) => term('signal or facet', 'metadata.labels', value)),
    ...term('session', 'metadata.correlation_uid', metadata['correlation_uid']),
    // Users, addresses, hosts and resources, whichever class they stand in.
    ...list(observables).flatMap((one) => term('observable', 'observables.value', (one as Json)['value'])),
    // Base Event and Application Error have no attributes for them.
    ...(class_uid === 0 || class_uid === 6008
      ? ['auth0.ip', 'auth0.user_id', 'auth0.user_name'].flatMap((key) =>
          term('user or address without an attribute', 'unmapped', unmapped[key]),
        )
      : []),
    ...list(resources).flatMap((one) => term('target', 'resources.uid', (one as Json)['uid'])),
    ...list(enrichments).flatMap((one) => {
      const { data } = one as { data: { session?: { device?: Json }; values?: Json } };
      return [
        ...term('last address', 'enrichments.data.session.device.last_ip', data.session?.device?.['last_ip']),
        ...Object.entries(data.values ?? {}).flatMap(([name, value]) =>
          term('answer of a signal', `enrichments.data.values.${name}`, String(value)),
        ),
      ];
    }),
  ];
}
