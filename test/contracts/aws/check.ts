import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';

/** One thing that AWS does, by its documentation, and that our code relies on. */
export interface Check {
  /** `SM`, `Q`, `F` or `E` and a number: README.md has the source of each. */
  readonly id: string;
  readonly title: string;
  /** Makes resources of its own under names of its own. Rejects with what is otherwise. */
  readonly run: (aws: ProbedAws) => Promise<void>;
}

/** The SDK's clients, all of one endpoint. */
export interface ProbedAws {
  readonly secrets: SecretsManagerClient;
  readonly sqs: SQSClient;
  readonly firehose: FirehoseClient;
  readonly events: EventBridgeClient;
  /** How long what AWS does in its own time may take. */
  readonly waitMs: number;
  readonly close: () => void;
}

/** The probe makes queues and secrets and leaves them: it is for a stand-in on this machine that is thrown away. */
export function connectProbe(endpoint: string, waitMs = 5_000): ProbedAws {
  const { hostname } = new URL(endpoint);
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)) {
    throw new Error(`only a loopback address may be probed, got ${hostname}`);
  }
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1, // a retry would hide what was answered
  };
  const clients = {
    secrets: new SecretsManagerClient(config),
    sqs: new SQSClient(config),
    firehose: new FirehoseClient(config),
    events: new EventBridgeClient(config),
  };
  return {
    ...clients,
    waitMs,
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

export const toUnique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;
