import { randomBytes, randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { setTimeout as wait } from 'node:timers/promises';
import { sendToDeployed } from '../../support/cloud/send-to-deployed.ts';
import type { RunningFunction } from './deployed-functions.ts';

export interface OperatorOptions {
  readonly endpoint: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Where the webhook's host is. */
  readonly httpsPort: number;
  readonly certificate: string;
}

/** What an operator and Auth0 do with a deployed tenant, by its outputs. */
export function createOperator({ endpoint, outputs, httpsPort, certificate }: OperatorOptions) {
  const client = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
  };
  const secrets = new SecretsManagerClient(client);
  const queues = new SQSClient(client);
  let authorization: string | undefined;

  async function readAuthorization(): Promise<string> {
    const SecretId = outputs['WebhookAuthorizationSecret'];
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    return SecretString;
  }

  return {
    /** The status of the webhook's answer to one body. */
    async send(elements: readonly object[], wrong?: string): Promise<number> {
      authorization ??= await readAuthorization();
      const webhook = new URL(outputs['WebhookUrl'] ?? '');
      webhook.port = String(httpsPort);
      const { status } = await sendToDeployed(webhook.href, certificate, {
        headers: { authorization: wrong ?? authorization, 'content-type': 'application/json' },
        body: elements.map((element) => JSON.stringify(element)).join('\n'),
      });
      return status;
    },
    /** MiniStack's own values have characters that the template excludes, and our functions refuse them. */
    async mendKeys(): Promise<void> {
      for (const name of ['ledger-key', 'privacy-key']) {
        const SecretId = `session-enricher/acme/${name}`;
        const { SecretString } = await secrets
          .send(new GetSecretValueCommand({ SecretId }))
          .catch(() => ({ SecretString: undefined }));
        if (SecretString === undefined || /^[A-Za-z0-9]+$/.test(SecretString)) continue;
        const mended = randomBytes(32).toString('hex');
        await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: mended }));
      }
    },
    /** Fills in the application and plays Secrets Manager's four calls: MiniStack makes none of them. */
    async rotateByHand(credentials: object, invoke: RunningFunction['invoke']) {
      const SecretId = outputs['ManagementTokenSecret'] ?? '';
      await secrets.send(
        new PutSecretValueCommand({
          SecretId: outputs['Auth0ClientSecret'],
          SecretString: JSON.stringify(credentials),
        }),
      );
      const ClientRequestToken = randomUUID();
      const steps: { readonly step: string; readonly ok: boolean; readonly why?: unknown }[] = [];
      for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
        const { ok, body } = await invoke({ Step, SecretId, ClientRequestToken });
        steps.push({ step: Step, ok, ...(!ok && { why: body }) });
      }
      return steps;
    },
    findQueue: (name: string) => findQueue(endpoint, name),
    /** Puts an event where SQS moves it after its last attempt. */
    async putAside(element: object): Promise<void> {
      await queues.send(
        new SendMessageCommand({
          QueueUrl: outputs['DeadLetterQueueUrl'],
          MessageBody: JSON.stringify(element),
        }),
      );
    },
    /** Waits until it is so, as long as there is progress: what an invocation did not finish comes back after six minutes. */
    async until(isSo: () => Promise<boolean>, progress: () => number): Promise<void> {
      let [seen, seenMs] = [progress(), performance.now()];
      while (!(await isSo()) && performance.now() - seenMs < 420_000) {
        if (progress() !== seen) [seen, seenMs] = [progress(), performance.now()];
        await wait(500);
      }
    },
    close() {
      secrets.destroy();
      queues.destroy();
    },
  };
}

/** URL and ARN of a deployed queue. Rejects where there is none. */
export async function findQueue(endpoint: string, QueueName: string) {
  const queues = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
  });
  try {
    const { QueueUrl: queueUrl = '' } = await queues.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
    );
    return { queueUrl, queueArn: Attributes?.QueueArn ?? '' };
  } finally {
    queues.destroy();
  }
}
