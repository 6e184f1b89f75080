import { ManagementClient } from 'auth0';
import { createAuth0Simulator } from '../../functions/local/auth0-simulator.ts';
import { listen } from '../../functions/local/listen.ts';
import { plans, toWorkers } from '../../functions/session/budget-plan.ts';
import { createBenchPipeline, toBatches } from './bench-pipeline.ts';
import type { BenchOptions, BenchResult } from './part.ts';
import { rounded } from './quantile.ts';
import { toTable } from './table.ts';
import { createTraffic, types } from './traffic.ts';

interface Tenant {
  readonly url: string;
  readonly token: string;
}

interface Outcome {
  readonly records: number;
  readonly enriched: number;
}

interface Row extends Outcome {
  readonly name: string;
  readonly seconds: number;
  readonly requests: number;
  readonly throttled: number;
}

/** Nobody else is there, so ours may spend nearly all of it; the official client knows no share. */
const plan = plans.enterprise;
const share = 0.95;
const latencyMs = 50;
const concurrency = 10;
const batchSize = 100;

/**
 * Sessions for a backlog of events from an Auth0 with an Enterprise tenant's limits: our way, and the way an
 * integrator would write it with the official client at its defaults, one call for each event, ten at a time. So that
 * both do the same, ours asks for the session of every type of event here.
 */
export async function measureLookUps({ isQuick }: BenchOptions): Promise<BenchResult> {
  const [events, sessions] = isQuick ? [200, 40] : [2_000, 400];
  const traffic = createTraffic({ sessions });
  const bodies = Array.from({ length: events }, (_, index) => traffic.toEvent(index));
  const known = Array.from({ length: sessions }, (_, index) => traffic.toSession(traffic.toSessionId(index)));

  async function measure(name: string, run: (tenant: Tenant) => Promise<Outcome>): Promise<Row> {
    const auth0 = createAuth0Simulator({ sessions: known, rateLimit: plan, latencyMs });
    const server = await listen(auth0.app);
    try {
      const start = performance.now();
      const outcome = await run({ url: server.url, token: auth0.issueToken() });
      const seconds = (performance.now() - start) / 1_000;
      const answers = [...auth0.counts.sessions];
      const requests = answers.reduce((sum, [, count]) => sum + count, 0);
      return { name, seconds, requests, throttled: auth0.counts.sessions.get(429) ?? 0, ...outcome };
    } finally {
      await server.close();
    }
  }

  const ours = await measure('session-enricher', (tenant) => runPipeline(tenant, bodies));
  const official = await measure('ManagementClient', (tenant) => runOfficialClient(tenant, bodies));
  return summarize(ours, official);
}

async function runPipeline({ url, token }: Tenant, bodies: readonly string[]): Promise<Outcome> {
  let records = 0;
  const pipeline = createBenchPipeline({
    format: 'ocsf',
    baseUrl: url,
    token,
    budget: toWorkers(plan, share, 1).perWorker,
    lookUps: Object.fromEntries(types.map(([type]) => [type, 'fetch'])),
    onRecords: ({ length }) => {
      records += length;
    },
  });
  let enriched = 0;
  for (const batch of toBatches(bodies, batchSize)) {
    const { statuses } = await pipeline.process(batch, { deadlineMs: Date.now() + 120_000 });
    enriched += statuses.enriched ?? 0;
  }
  return { records, enriched };
}

/** After the client's own retries an event goes out without its session. */
async function runOfficialClient({ url, token }: Tenant, bodies: readonly string[]): Promise<Outcome> {
  const domain = 'bench.eu.auth0.com';
  // The client knows https only; the answers are what is compared.
  const toLoopback: typeof fetch = (input, init) =>
    fetch(new Request(input).url.replace(`https://${domain}`, url), init);
  const client = new ManagementClient({ domain, token, fetch: toLoopback });
  const waiting = bodies.values();
  const lines: string[] = [];
  let enriched = 0;
  const work = async () => {
    for (const body of waiting) {
      const event = JSON.parse(body) as { data: { details: { session_id: string } } };
      const session = await client.sessions.get(event.data.details.session_id).catch(() => undefined);
      if (session) enriched++;
      lines.push(JSON.stringify({ ...event, session }));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { records: lines.length, enriched };
}

function summarize(ours: Row, official: Row): BenchResult {
  const table = toTable(
    ['client', 'seconds', 'records/s', 'records', 'enriched', 'requests', '429s'],
    [ours, official].map(({ name, seconds, records, enriched, requests, throttled }) => [
      name,
      seconds.toFixed(1),
      (records / seconds).toFixed(1),
      records,
      enriched,
      requests,
      throttled,
    ]),
  );
  const toFigures = ({ seconds, records, enriched, requests, throttled }: Row) => ({
    seconds: rounded(seconds),
    records_per_second: rounded(records / seconds),
    records,
    enriched,
    requests,
    throttled_429: throttled,
  });
  return {
    table,
    figures: {
      session_enricher: toFigures(ours),
      management_client: toFigures(official),
      times_faster: rounded(official.seconds / ours.seconds),
    },
  };
}
