import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { createLogStreamSender } from '../../functions/local/log-stream-sender.ts';
import { createTokenRequest } from '../../functions/rotate-token/auth0-token.ts';
import { createRetry } from '../../functions/rotate-token/retry.ts';
import { createRotation } from '../../functions/rotate-token/rotation.ts';
import { parseRotationEvent } from '../../functions/rotate-token/rotation-event.ts';
import { createTokenSecret } from '../../functions/rotate-token/token-secret.ts';
import { createTokenTrial } from '../../functions/rotate-token/try-token.ts';
import { parseTokenValue } from '../../functions/secret/token-value.ts';
import type { SessionStatus } from '../../functions/session/session-status.ts';
import { createSecretsClient, type SecretsClient } from '../../functions/secret/secrets-client.ts';
import { createSessionClient } from '../../functions/session/session-client.ts';
import { application, type ChaosSystem, sessionCount, startChaosSystem } from './chaos-system.ts';
import { judgeRecords } from './judge-records.ts';
import { createLedger } from './ledger.ts';
import type { Chance } from './random.ts';
import { drain } from './round.ts';
import { createTraffic } from './traffic.ts';

const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:rotate-token';
const eventsPerPost = 10;
/** With two senders, some 200 events a second: what one process can do that plays all parts. */
const pauseMs = 100;
const warmUpMs = 2_000;
/** How long an event may wait for its session while tokens are rotated. */
export const promisedDelayMs = 1_000;
/** What a look-up must not come to for the sake of a rotation. */
const failures: readonly SessionStatus[] = [
  'unauthorized',
  'forbidden',
  'unavailable',
  'timeout',
  'rate_limited',
  'invalid_response',
];

export interface RotationFigures {
  readonly rotations: number;
  readonly events: number;
  readonly records: number;
  readonly recordsValidated: number;
  readonly invalid: number;
  readonly lost: number;
  readonly stuck: number;
  /** Requests that met a token which no longer worked, and were repeated. */
  readonly refusedRequests: number;
  readonly failedLookUps: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** The longest that an event waited for its session after it entered the queue. */
  readonly maxDelayMs: number;
  readonly maxLagMs: number;
  /** Times that a worker asked for the token in vain: no fault is injected, so that it is the machine's doing. */
  readonly failedTokenReads: number;
}

/**
 * Rotates the token of a system under load by the real rotation, over the wire. Each time the token before stops
 * working at once, where Auth0's lives on until it expires: workers find out in the middle of a batch.
 */
export async function runRotations(
  { rotations, chance }: { readonly rotations: number; readonly chance: Chance },
  report: (line: string) => void,
): Promise<{ figures: RotationFigures; broken: string[] }> {
  const system = await startChaosSystem({ chance, format: 'ocsf', hasEventBridge: false });
  const client = new SecretsManagerClient(system.aws.clientOptions);
  const secrets = createSecretsClient(system.aws.clientOptions);
  const ledger = createLedger();
  const traffic = createTraffic(chance, sessionCount);
  const lag = monitorEventLoopDelay();
  let isOver = false;

  async function sendOn(): Promise<void> {
    const { webhookUrl: url, authorization } = system;
    const sender = createLogStreamSender({ url, authorization, batchSize: eventsPerPost });
    while (!isOver) {
      const sent = Array.from({ length: eventsPerPost }, traffic.toEvent);
      await sender.send(sent.map(({ text }) => text));
      ledger.acknowledge(sent);
      await wait(pauseMs);
    }
  }

  try {
    system.aws.secrets.setRotationFunction(functionArn, createRotationFunction(system, secrets));
    await client.send(new RotateSecretCommand({ SecretId: 'token', RotationLambdaARN: functionArn }));
    await system.aws.secrets.rotationEnd('token');
    const sending = Promise.all([sendOn(), sendOn()]);
    await wait(warmUpMs);
    system.startCounting();
    lag.enable();
    for (let count = 1; count <= rotations; count += 1) {
      await wait(chance.below(400));
      await system.aws.secrets.rotate('token');
      system.auth0.expireTokens(parseTokenValue(system.aws.secrets.value('token') ?? '', 'token'));
      if (count % 10 === 0) report(`${count}/${rotations} rotations, ${ledger.size} events`);
    }
    isOver = true;
    await sending;
    const stuck = await drain(system);

    const { longestWaitMs: maxDelayMs } = system;
    const maxLagMs = Math.round(lag.max / 1e6);
    const { lost, ...verdict } = ledger.judge(system.delivered(), await system.deadLetters());
    const { recordsValidated, invalid } = await judgeRecords(system.delivered(), 'ocsf 1.8.0');
    const figures = {
      rotations,
      events: verdict.events,
      records: verdict.records,
      recordsValidated,
      invalid: invalid.length,
      lost: lost.length,
      stuck,
      refusedRequests: system.auth0.counts.sessions.get(401) ?? 0,
      failedLookUps: failures.reduce((sum, status) => sum + (system.statuses.get(status) ?? 0), 0),
      statuses: Object.fromEntries(system.statuses),
      maxDelayMs,
      maxLagMs,
      failedTokenReads: system.failedTokenReads,
    };
    return { figures, broken: findBroken(figures) };
  } finally {
    isOver = true;
    lag.disable();
    client.destroy();
    secrets.destroy();
    await system.close();
  }
}

function findBroken(figures: RotationFigures): string[] {
  const { lost, invalid, stuck, failedLookUps, refusedRequests, rotations, maxDelayMs } = figures;
  const broken: string[] = [];
  if (lost > 0) broken.push(`${lost} events are lost`);
  if (invalid > 0) broken.push(`${invalid} records break their contract`);
  if (stuck > 0) broken.push(`${stuck} messages are neither done nor set aside`);
  if (failedLookUps > 0) broken.push(`${failedLookUps} look-ups failed`);
  if (rotations > 0 && refusedRequests === 0) broken.push('no look-up met a rotation: nothing was shown');
  if (maxDelayMs > promisedDelayMs) {
    broken.push(`an event waited ${maxDelayMs} ms for its session, promised are ${promisedDelayMs}`);
  }
  return broken;
}

/** As the handler puts it together, with the clients of this system. */
function createRotationFunction({ auth0Url: baseUrl }: ChaosSystem, client: SecretsClient) {
  const retry = createRetry();
  const requestToken = createTokenRequest({ domain: 'example-tenant.eu.auth0.com', baseUrl, retry });
  const tryToken = createTokenTrial({ askAuth0: createSessionClient({ baseUrl }), retry });
  const loadCredentials = async () => application;

  return async (event: unknown): Promise<void> => {
    const { step, secretId, versionId } = parseRotationEvent(event);
    const secret = createTokenSecret(client, secretId);
    const rotate = createRotation({ secret, loadCredentials, requestToken, tryToken });
    await rotate({ step, versionId, deadlineMs: Date.now() + 10_000 });
  };
}
