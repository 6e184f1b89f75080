import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsAccess } from '../../../functions/aws/aws-access.ts';
import { AwsError } from './aws-error.ts';
import { createDynamoDb, type TablesControl } from './dynamodb.ts';
import type { Endpoint, HttpCall } from './endpoint.ts';
import { createEventBridge, type BusesControl } from './eventbridge.ts';
import { createFaultPlan, type Fault, type FaultRule, toRefusal } from './faults.ts';
import { createFirehose, type StreamsControl } from './firehose.ts';
import { toAccessKeyId } from './query-protocol.ts';
import { createSecretsManager, type SecretsControl } from './secrets-manager.ts';
import { createSqs, type QueuesControl } from './sqs.ts';
import { type CallContext, region, type Service } from './wire.ts';

export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

export interface AwsStandIn {
  readonly url: string;
  /** What a process needs in its environment to reach the stand-in through the SDK. */
  readonly env: { readonly [name: string]: string };
  /** The same as options of an SDK client, and of the project's own. */
  readonly clientOptions: {
    readonly access: AwsAccess;
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly secrets: SecretsControl;
  readonly queues: QueuesControl;
  readonly streams: StreamsControl;
  readonly buses: BusesControl;
  readonly tables: TablesControl;
  /** Every call that arrived, retries included, in order. */
  readonly calls: readonly AwsCall[];
  /** How many calls arrived, for example of `sqs.SendMessageBatch`. */
  countOf(name: string): number;
  inject(rule: FaultRule): () => void;
  clearFaults(): void;
  close(): Promise<void>;
}

export interface AwsStandInOptions {
  /** @default 0, any free one */
  readonly port?: number;
  /** Epoch milliseconds; visibility, delays and creation times follow it. @default Date.now */
  readonly now?: () => number;
  /** Keeps each call with its input in `calls`; a long run counts only. @default true */
  readonly recordCalls?: boolean;
  /** More services of the JSON protocol, by the name that `calls` and faults give them. @default none */
  readonly services?: { readonly [name: string]: Service };
  /** Answer what is not of the JSON protocol, asked in this order. @default none: such calls are refused */
  readonly endpoints?: readonly Endpoint[];
  /** Why the caller may not do this; undefined when it may. @default everybody may everything */
  readonly authorize?: (call: AwsCall & { readonly accessKeyId: string }) => AwsError | undefined;
}

/**
 * Secrets Manager, SQS, Firehose, EventBridge and DynamoDB on 127.0.0.1, in memory, for the real SDK clients.
 *
 * All speak AWS's JSON protocol (1.0 for SQS and DynamoDB, 1.1 for the rest) in the pinned client versions; another
 * protocol is refused unless `endpoints` answer it, so that a new client version shows. Signatures and KMS are not
 * looked at.
 */
export async function startAwsStandIn(options: AwsStandInOptions = {}): Promise<AwsStandIn> {
  const { port = 0, now = Date.now, recordCalls = true, endpoints = [], authorize } = options;
  const faults = createFaultPlan();
  const calls: AwsCall[] = [];
  const counts = new Map<string, number>();
  let url = '';

  const secrets = createSecretsManager(now);
  const queues = createSqs({ now, baseUrl: () => url });
  const streams = createFirehose(now);
  const buses = createEventBridge({ now, addToQueue: (arn, body) => queues.addByArn(arn, body) });
  const tables = createDynamoDb();
  const services: { readonly [name: string]: Service } = {
    secretsmanager: secrets,
    sqs: queues,
    firehose: streams,
    eventbridge: buses,
    dynamodb: tables,
    ...options.services,
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (request.headers['x-amz-target'] === undefined && endpoints.length > 0) {
      return answerEndpoint(toHttpCall(request, body), endpoints, response);
    }
    const [target, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const [name, service] = Object.entries(services).find(([, one]) => one.target === target) ?? [];
    const run = service?.operations[operation];
    if (!name || !service || !run) {
      return refuse(
        response,
        new AwsError('UnknownOperationException', `${target}.${operation} is not known here`),
      );
    }
    const input = JSON.parse(body.toString()) as unknown;
    if (recordCalls) calls.push({ service: name, operation, input });
    counts.set(`${name}.${operation}`, (counts.get(`${name}.${operation}`) ?? 0) + 1);

    const befalling = faults.faultsOf(name, operation, input);
    for (const fault of befalling) if (fault.kind === 'slow') await pause(fault.ms);
    if (befalling.some(({ kind }) => kind === 'hang')) return;
    const isApplied = (fault: Fault) => fault.kind === 'reset' && fault.applied === true;
    if (befalling.some((fault) => fault.kind === 'reset' && !isApplied(fault))) {
      request.socket.resetAndDestroy();
      return;
    }
    try {
      for (const fault of befalling) {
        const refusal = toRefusal(fault, service);
        if (refusal) throw refusal;
      }
      const accessKeyId = toAccessKeyId(request.headers.authorization);
      const denial = authorize?.({ service: name, operation, input, accessKeyId });
      if (denial) throw denial;
      const result = JSON.stringify((await run(input as never, toContext(befalling))) ?? {});
      if (befalling.some(isApplied)) request.socket.resetAndDestroy();
      else if (befalling.some(({ kind }) => kind === 'truncated')) truncate(response, result);
      else send(response, 200, result);
    } catch (error) {
      refuse(response, error);
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // Idle connections outlast any pause of a test: what breaks, breaks because a fault says so.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    clientOptions: toClientOptions(url),
    secrets: secrets.control,
    queues: queues.control,
    streams: streams.control,
    buses: buses.control,
    tables: tables.control,
    calls,
    countOf: (name) => counts.get(name) ?? 0,
    inject: (rule) => faults.inject(rule),
    clearFaults: () => faults.clear(),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Of a client that reaches a stand-in: of the SDK, or the project's own. */
export function toClientOptions(endpoint: string): AwsStandIn['clientOptions'] {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const access = { region: async () => region, credentials: async () => credentials };
  return { endpoint, region, credentials, access };
}

function toContext(faults: readonly Fault[]): CallContext {
  return {
    failureOf(index, entry) {
      for (const fault of faults) {
        if (fault.kind === 'partial' && fault.fails(index, entry)) return fault.code ?? 'InternalFailure';
      }
      return undefined;
    },
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  const shared = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  response.writeHead(status, { ...shared, ...headers }).end(body);
}

/** Announces the whole answer, sends half and hangs up. */
function truncate(response: ServerResponse, body: string): void {
  response.writeHead(200, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(body),
  });
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.destroy());
}

function refuse(response: ServerResponse, error: unknown): void {
  const known =
    error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), { status: 500 });
  const { code, message, status, queryCode, fields } = known;
  const headers = queryCode ? { 'x-amzn-query-error': `${queryCode};Sender` } : undefined;
  send(response, status, JSON.stringify({ __type: code, message, ...fields }), headers);
}

async function answerEndpoint(
  call: HttpCall,
  endpoints: readonly Endpoint[],
  response: ServerResponse,
): Promise<void> {
  for (const endpoint of endpoints) {
    const answer = await endpoint(call);
    if (!answer) continue;
    const { status, headers = {}, body } = answer;
    response.writeHead(status, { 'x-amzn-requestid': randomUUID(), ...headers }).end(body);
    return;
  }
  refuse(
    response,
    new AwsError('UnknownOperationException', `${call.method} ${call.path} is not known here`),
  );
}

function toHttpCall({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): HttpCall {
  const [path = '/', rawQuery = ''] = url.split(/\?(.*)/s);
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return { method, host, path, query: new URLSearchParams(rawQuery), rawQuery, headers, body };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
