import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createAuth0Simulator } from '../../functions/local/auth0-simulator.ts';
import { listen } from '../../functions/local/listen.ts';
import { bundle, bundleOptions } from '../../infra/build/bundle.ts';
import { memorySettings } from '../../infra/memory-settings.ts';
import { startAwsStandIn } from '../support/aws/aws-stand-in.ts';
import { toFunctionUrlEvent, toHttpApiEvent, toSqsEvent } from '../support/lambda-events.ts';
import { startSandbox } from '../support/lambda-sandbox.ts';
import type { BenchOptions, BenchResult } from './part.ts';
import { median, rounded } from './quantile.ts';
import { toTable } from './table.ts';
import { createTraffic } from './traffic.ts';

interface Subject {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly startBytes: number;
  readonly env: { readonly [name: string]: string };
  readonly event: unknown;
}

interface Sample {
  readonly init: number;
  readonly first: number;
  readonly second: number;
  /** Processor time of init and first invocation: what other work on the machine changes least. NaN: not known. */
  readonly cpu: number;
  readonly rssMb: number;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const rounds = 15;
const ledger = { LEDGER_TABLE: 'session-ledger', LEDGER_KEY_SECRET_ID: 'ledger-key' };

/**
 * Starts each bundle in Lambda's runtime interface client, interleaved with the floor bundle, and says what init and
 * first invocation take together as a ratio to the floor's in the same round: by the clock and in processor time.
 */
export async function measureColdStarts({ isQuick, node, folder }: BenchOptions): Promise<BenchResult> {
  const aws = await startAwsStandIn({ recordCalls: false });
  const traffic = createTraffic({ sessions: 1 });
  const auth0 = createAuth0Simulator({ sessions: [traffic.toSession(traffic.toSessionId(0))] });
  const server = await listen(auth0.app);
  try {
    aws.secrets.create('token', auth0.issueToken());
    aws.secrets.create('webhook', 'the-webhook-secret-of-the-benchmark');
    aws.secrets.create('ledger-key', 'the-secret-of-the-ledger-of-the-benchmark');
    aws.streams.create('records');
    aws.tables.create('session-ledger', 'pk');
    const subjects = await createSubjects(folder, {
      ...aws.env,
      TENANT: 'bench',
      AUTH0_DOMAIN: 'bench.eu.auth0.com',
      AUTH0_BASE_URL: server.url,
      TOKEN_SECRET_ID: 'token',
      BUDGET: JSON.stringify({ ratePerSecond: 1_000, burst: 1_000, reserve: 0 }),
      DESTINATIONS: JSON.stringify([{ type: 'firehose', streamName: 'records' }]),
      QUEUE_URL: aws.queues.create('log-events'),
      DEAD_LETTER_QUEUE_URL: aws.queues.create('dead-letters'),
      WEBHOOK_SECRET_ID: 'webhook',
    });
    return summarize(subjects, await sample(subjects, node, isQuick ? 3 : rounds));
  } finally {
    await server.close();
    await aws.close();
  }
}

async function createSubjects(folder: string, env: Subject['env']): Promise<readonly Subject[]> {
  const event = createTraffic({ sessions: 1 }).toEvent(0);
  const buildOne = (entry: string, name: string) =>
    bundle({ entry: path.join(root, entry), outdir: path.join(folder, name) });
  const [floor, enrich, receive] = await Promise.all([
    buildFloor(folder),
    buildOne('functions/enrich/handler.ts', 'enrich'),
    buildOne('functions/receive/handler.ts', 'receive'),
  ]);
  const authorization = 'the-webhook-secret-of-the-benchmark';
  return [
    { ...floor, name: 'floor', env, event: toFunctionUrlEvent({ path: '/' }) },
    {
      ...floor,
      name: 'floor + put',
      env,
      event: toFunctionUrlEvent({ method: 'POST', path: '/', body: event }),
    },
    { ...enrich, name: 'enrich', env: { ...env, ...memorySettings, ...ledger }, event: toSqsEvent([event]) },
    {
      ...enrich,
      name: 'enrich, no ledger',
      env: { ...env, ...memorySettings },
      event: toSqsEvent([event]),
    },
    {
      ...receive,
      name: 'receive',
      env,
      event: toHttpApiEvent({ method: 'POST', path: '/log-events', headers: { authorization }, body: event }),
    },
  ];
}

/** As anybody would build it: with the same options, but with all of the AWS SDK that it names. */
async function buildFloor(folder: string): Promise<Pick<Subject, 'file' | 'bytes' | 'startBytes'>> {
  const file = path.join(folder, 'floor', 'index.mjs');
  const entryPoints = [path.join(root, 'test/bench/floor-handler.ts')];
  await build({ ...bundleOptions, entryPoints, outfile: file });
  const { size } = await stat(file);
  return { file, bytes: size, startBytes: size };
}

/** Every subject once a round, in an order that turns round each time, so that drift falls on all alike. */
async function sample(
  subjects: readonly Subject[],
  node: string,
  count: number,
): Promise<readonly Sample[][]> {
  const samples: Sample[][] = subjects.map(() => []);
  for (let round = 0; round <= count; round++) {
    const order = [...subjects.keys()];
    for (const index of round % 2 === 0 ? order : order.toReversed()) {
      const subject = subjects[index];
      if (!subject) continue;
      const one = await startOnce(subject, node);
      // The first round only fills the disk cache.
      if (round > 0) samples[index]?.push(one);
    }
  }
  return samples;
}

async function startOnce({ name, file, env, event }: Subject, node: string): Promise<Sample> {
  const sandbox = await startSandbox({ bundle: file, env: { NODE_NO_WARNINGS: '1', ...env }, node });
  try {
    const first = await sandbox.invoke(event);
    const cpu = sandbox.cpuMs() ?? Number.NaN;
    const second = await sandbox.invoke(event);
    for (const { ok, body } of [first, second]) {
      const { statusCode = 200, batchItemFailures = [] } = Object(body) as {
        statusCode?: number;
        batchItemFailures?: readonly unknown[];
      };
      if (!ok || statusCode >= 300 || batchItemFailures.length > 0) {
        throw new Error(`${name} failed: ${JSON.stringify(body)}\n${sandbox.logs}`);
      }
    }
    return {
      init: sandbox.initMs,
      first: first.ms,
      second: second.ms,
      cpu,
      rssMb: sandbox.rssMb() ?? 0,
    };
  } finally {
    await sandbox.kill();
  }
}

function summarize(subjects: readonly Subject[], samples: readonly Sample[][]): BenchResult {
  const total = ({ init, first }: Sample) => init + first;
  const rows = subjects.map(({ name, bytes, startBytes }, index) => {
    const own = samples[index] ?? [];
    const ratioTo = (base: number, measure: (one: Sample) => number) =>
      median(own.map((one, round) => measure(one) / measure(samples[base]?.[round] ?? one)));
    const of = (measure: (one: Sample) => number) => median(own.map(measure));
    return {
      name,
      kb: Math.round(bytes / 1_000),
      startKb: Math.round(startBytes / 1_000),
      init: of(({ init }) => init),
      first: of(({ first }) => first),
      second: of(({ second }) => second),
      cpu: of(({ cpu }) => cpu),
      rssMb: of(({ rssMb }) => rssMb),
      ratio: ratioTo(0, total),
      ratioPut: ratioTo(1, total),
      ratioCpu: ratioTo(0, ({ cpu }) => cpu),
    };
  });
  const header = [
    'bundle',
    'kB',
    'at start',
    'init ms',
    'first ms',
    'second ms',
    'CPU ms',
    'RSS MiB',
    'x floor',
    'x floor + put',
    'CPU x floor',
  ];
  const table = toTable(
    header,
    rows.map(({ name, kb, startKb, init, first, second, cpu, rssMb, ratio, ratioPut, ratioCpu }) => [
      name,
      kb,
      startKb,
      ...[init, first, second, cpu, rssMb].map((value) => value.toFixed(1)),
      ...[ratio, ratioPut, ratioCpu].map((value) => value.toFixed(2)),
    ]),
  );
  const measured = rows.filter(({ name }) => !name.startsWith('floor'));
  const toFigures = (row: (typeof rows)[number]) => ({
    kb: row.kb,
    start_kb: row.startKb,
    x_floor: rounded(row.ratio),
    x_floor_put: rounded(row.ratioPut),
    cpu_x_floor: rounded(row.ratioCpu),
    total_ms: rounded(row.init + row.first),
  });
  return { table, figures: Object.fromEntries(measured.map((row) => [row.name, toFigures(row)])) };
}
