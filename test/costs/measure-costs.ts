import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { createAuth0Simulator } from '../../functions/local/auth0-simulator.ts';
import { listen } from '../../functions/local/listen.ts';
import { loadSampleTraffic } from '../../functions/local/sample-traffic.ts';
import { recordFormats } from '../../functions/record/record-format.ts';
import { measureLedger } from './measure-ledger.ts';
import { bundle } from '../../infra/build/bundle.ts';
import { plans, toWorkers } from '../../functions/session/budget-plan.ts';
import { toEventFeed } from '../../functions/session/queue-settings.ts';
import { median } from '../bench/quantile.ts';
import { createTraffic } from '../bench/traffic.ts';
import { startAwsStandIn } from '../support/aws/aws-stand-in.ts';
import { toHttpApiEvent, toSqsEvent } from '../support/lambda-events.ts';
import { type Sandbox, startSandbox } from '../support/lambda-sandbox.ts';
import {
  cpuShare,
  firehoseStepBytes,
  type FunctionMeasurement,
  type Measurements,
  type RecordMeasurement,
  type TrafficKind,
  trafficKinds,
} from './compute-costs.ts';

const root = process.cwd();
const webhookSecret = 'the-webhook-secret-of-the-measurement';
/** How long AWS and Auth0 take to answer: kept, so that what is measured is not loopback's. */
export const awsMs = 10;
export const auth0Ms = 50;
const sessionsOf: Readonly<Record<TrafficKind, number>> = { cached: 4, mixed: 4, new: 40 };

/**
 * Invokes the built functions in Lambda's own runtime client, with AWS answering in 10 ms and Auth0 in 50, and says what
 * Lambda would bill for an invocation: the waiting as it was, the processor time by the share that comes with 512 MB.
 */
export async function measureCosts(now: () => number): Promise<Measurements> {
  const folder = mkdtempSync(path.join(tmpdir(), 'costs-'));
  const aws = await startAwsStandIn({ recordCalls: false });
  const traffic = createTraffic({ sessions: 100_000 });
  const samples = loadSampleTraffic();
  const auth0 = createAuth0Simulator({
    rateLimit: { burst: 10_000, ratePerSecond: 10_000 },
    latencyMs: auth0Ms,
    sessions: [
      ...samples.sessions,
      ...Array.from({ length: 4_000 }, (_, index) => traffic.toSession(traffic.toSessionId(index))),
    ],
  });
  const server = await listen(auth0.app);
  try {
    aws.secrets.create('token', auth0.issueToken());
    aws.secrets.create('webhook', webhookSecret);
    aws.streams.create('records');
    const env = {
      ...aws.env,
      TENANT: 'costs',
      AUTH0_DOMAIN: 'costs.eu.auth0.com',
      AUTH0_BASE_URL: server.url,
      TOKEN_SECRET_ID: 'token',
      DESTINATIONS: JSON.stringify([{ type: 'firehose', streamName: 'records', joinLines: true }]),
      QUEUE_URL: aws.queues.create('log-events'),
      DEAD_LETTER_QUEUE_URL: aws.queues.create('dead-letters'),
      WEBHOOK_SECRET_ID: 'webhook',
    };
    aws.inject({ on: 'sqs', fault: { kind: 'slow', ms: awsMs } });
    aws.inject({ on: 'firehose', fault: { kind: 'slow', ms: awsMs } });
    const build = async (name: string) =>
      (
        await bundle({
          entry: path.join(root, 'functions', name, 'handler.ts'),
          outdir: path.join(folder, name),
        })
      ).file;
    const files = { receive: await build('receive'), enrich: await build('enrich') };
    const { perWorker } = toWorkers(plans.enterprise, 0.5);
    const { batchSize } = toEventFeed(plans.enterprise);
    const bodies = samples.elements.map((element) => JSON.stringify(element));

    return {
      date: new Date(now()).toISOString().slice(0, 10),
      node: process.version,
      eventBytes: Math.round(bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0) / bodies.length),
      receive: await measureReceive(files.receive, env),
      batchSize,
      enrich: await measureEnrich(files.enrich, { ...env, BUDGET: JSON.stringify(perWorker) }, batchSize),
      ledger: await measureLedger(),
      records: await measureRecords(files.enrich, env, bodies, () => {
        const records = [...aws.streams.records('records')];
        aws.streams.empty('records');
        return records;
      }),
    };
  } finally {
    await server.close();
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Env = Readonly<Record<string, string>>;

async function measureReceive(file: string, env: Env): Promise<Measurements['receive']> {
  const sandbox = await startSandbox({ bundle: file, env });
  const traffic = createTraffic({ sessions: 100_000 });
  let next = 0;
  const toEvent = (count: number) => {
    const body = Array.from({ length: count }, () => traffic.toEvent((next += 1))).join('\n');
    return toHttpApiEvent({
      method: 'POST',
      path: '/log-events',
      headers: { authorization: webhookSecret },
      body,
    });
  };
  try {
    for (let warm = 0; warm < 50; warm += 1) await sandbox.invoke(toEvent(10));
    const results: Record<string, FunctionMeasurement> = {};
    for (const count of [1, 10, 100]) {
      results[count] = await measure(sandbox, 100, () => toEvent(count));
    }
    return results;
  } finally {
    await sandbox.stop();
  }
}

async function measureEnrich(file: string, env: Env, batchSize: number): Promise<Measurements['enrich']> {
  const results: Partial<Record<TrafficKind, FunctionMeasurement>> = {};
  for (const kind of trafficKinds) {
    const sandbox = await startSandbox({ bundle: file, env, timeoutMs: 60_000 });
    let first = 0;
    const toEvent = () => {
      // Fresh sessions in every batch, except where they are to be known.
      if (kind !== 'cached') first += sessionsOf[kind];
      return toBatch(first, sessionsOf[kind], batchSize);
    };
    try {
      // A budget that was idle for long is full: what is wanted is a worker that has been at work for a while.
      const warmings = kind === 'new' ? 2 : 20;
      for (let warm = 0; warm < warmings; warm += 1) await sandbox.invoke(toEvent());
      results[kind] = await measure(sandbox, kind === 'new' ? 4 : 30, toEvent);
    } finally {
      await sandbox.stop();
    }
  }
  return results as Measurements['enrich'];
}

/** Of the sample events, which are of many types; made-up ones are too much alike to say anything about gzip. */
async function measureRecords(
  file: string,
  env: Env,
  bodies: readonly string[],
  take: () => readonly string[],
): Promise<Measurements['records']> {
  const results: Record<string, RecordMeasurement> = {};
  for (const format of recordFormats) {
    const budget = JSON.stringify({ ratePerSecond: 10_000, burst: 10_000, reserve: 0 });
    const sandbox = await startSandbox({
      bundle: file,
      env: { ...env, BUDGET: budget, RECORD_FORMAT: format },
    });
    try {
      take();
      await sandbox.invoke(toSqsEvent(bodies));
      const joined = take();
      const lines = joined.join('').split('\n').filter(Boolean);
      const toSteps = (texts: readonly string[]) =>
        texts.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / firehoseStepBytes), 0) /
        lines.length;
      const text = lines.join('\n');
      results[format] = {
        bytes: Math.round(Buffer.byteLength(text) / lines.length),
        gzipBytes: Math.round(gzipSync(text).length / lines.length),
        stepsAlone: toFixed(toSteps(lines)),
        stepsJoined: toFixed(toSteps(joined)),
      };
    } finally {
      await sandbox.stop();
    }
  }
  return results;
}

const batches = { count: 0 };

/** Events of one batch, all of the moment, each with a log ID of its own. */
function toBatch(firstSession: number, sessions: number, size: number): unknown {
  const traffic = createTraffic({ sessions: 100_000 });
  batches.count += 1;
  const events = Array.from({ length: size }, (_, index) => {
    const event = JSON.parse(traffic.toEvent(firstSession + (index % sessions))) as {
      log_id: string;
      data: Record<string, unknown>;
    };
    const logId = `${event.log_id.slice(0, 20)}${String(batches.count * 1_000 + index).padStart(36, '0')}`;
    // Only types that are looked up by request: others ask nothing and wait for nothing.
    return JSON.stringify({ ...event, log_id: logId, data: { ...event.data, log_id: logId, type: 's' } });
  });
  return toSqsEvent(events);
}

/** Medians over so many invocations of one sandbox; processor time is their mean, as its clock ticks in 10 ms. */
async function measure(
  sandbox: Sandbox,
  times: number,
  toEvent: () => unknown,
): Promise<FunctionMeasurement> {
  const wall: number[] = [];
  const logsBefore = sandbox.logs.length;
  const cpuBefore = readCpuMs(sandbox.pid);
  for (let time = 0; time < times; time += 1) {
    const { ok, ms, body } = await sandbox.invoke(toEvent());
    if (!ok) throw new Error(`an invocation failed: ${JSON.stringify(body)}`);
    wall.push(ms);
  }
  const cpuMs = (readCpuMs(sandbox.pid) - cpuBefore) / times;
  const wallMs = median(wall);
  return {
    billedMs: Math.ceil(Math.max(0, wallMs - cpuMs) + cpuMs / cpuShare),
    cpuMs: toFixed(cpuMs),
    wallMs: toFixed(wallMs),
    logBytes: Math.round((sandbox.logs.length - logsBefore) / times),
  };
}

/** Of all threads of a process so far, in milliseconds; Linux counts in hundredths of a second. */
function readCpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const toFixed = (value: number) => Number(value.toFixed(2));
