import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cloud } from './cloud.ts';
import { waitForRecord, type WrittenRecord } from './read-records.ts';
import { sendToDeployed } from './send-to-deployed.ts';

/** A webhook element as Auth0's log stream sends it. */
export interface LogElement {
  readonly log_id: string;
  readonly data: object;
}

/** A deployed stack as its operator and Auth0 deal with it: by its outputs, and by nothing else. */
export interface DeployedTenant {
  /** Throws when there is no such stack or output. */
  output(name: string): string;
  readSecret(id: string): Promise<string>;
  /** Puts the application's credentials where the output says, and fetches the first token; rejects when that fails. */
  fillClient(credentials: { readonly client_id: string; readonly client_secret: string }): Promise<void>;
  /** The status of the webhook's answer. */
  send(element: LogElement, authorization: string): Promise<number>;
  /** What the element became, in the bucket. */
  recordOf(element: LogElement): Promise<WrittenRecord>;
  /** Sends a new element every second until one of them is enriched: a worker without a token waits five. */
  sendUntilEnriched(next: () => LogElement, timeoutMs?: number): Promise<WrittenRecord>;
  close(): void;
}

export function createDeployedTenant(cloud: Cloud, stackName: string): DeployedTenant {
  const secrets = new SecretsManagerClient(cloud.aws.clientOptions);

  function output(name: string): string {
    const value = cloud.stacks.outputs(stackName)[name];
    if (value === undefined) throw new Error(`${stackName} has no output ${name}`);
    return value;
  }

  async function readSecret(id: string): Promise<string> {
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString;
  }

  async function send(element: LogElement, authorization: string): Promise<number> {
    const { status } = await sendToDeployed(output('WebhookUrl'), cloud.certificate, {
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(element),
    });
    return status;
  }

  function recordOf({ log_id }: LogElement): Promise<WrittenRecord> {
    const bucket = output('RecordsBucket');
    return waitForRecord(cloud.buckets, bucket, (record) => JSON.stringify(record).includes(log_id));
  }

  return {
    output,
    readSecret,
    async fillClient(credentials) {
      const SecretString = JSON.stringify(credentials);
      await secrets.send(new PutSecretValueCommand({ SecretId: output('Auth0ClientSecret'), SecretString }));
      const SecretId = output('ManagementTokenSecret');
      // The rotation that began with the stack is still on its way on a slow machine; without credentials it may fail.
      await cloud.aws.secrets.rotationEnd(SecretId).catch(() => undefined);
      await secrets.send(new RotateSecretCommand({ SecretId }));
      await cloud.aws.secrets.rotationEnd(SecretId);
    },
    send,
    recordOf,
    async sendUntilEnriched(next, timeoutMs = 15_000) {
      const authorization = await readSecret(output('WebhookAuthorizationSecret'));
      const end = performance.now() + timeoutMs;
      for (;;) {
        const element = next();
        await send(element, authorization);
        const record = await recordOf(element);
        if (statusOf(record) === 'enriched' || performance.now() > end) return record;
        await wait(1_000);
      }
    },
    close: () => secrets.destroy(),
  };
}

/** How the enrichment of an OCSF record went. */
export function statusOf(record: WrittenRecord): string | undefined {
  const enrichments = record['enrichments'] as readonly { data: { status: string } | string }[] | undefined;
  const data = enrichments?.[0]?.data;
  // Text beside Security Lake.
  return typeof data === 'string' ? (JSON.parse(data) as { status: string }).status : data?.status;
}
