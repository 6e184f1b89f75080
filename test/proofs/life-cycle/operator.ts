import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { setTimeout as wait } from 'node:timers/promises';
import { commands } from '../../../functions/cli/commands.ts';
import { type ProgramResult, runCdk } from '../../support/cloud/cdk.ts';
import { runCommand } from '../../support/cli/run-command.ts';
import { stack, type World } from './world.ts';

export interface OperatorOptions {
  readonly world: World;
  /** Where `kept.json` is written, and the CLI's home. */
  readonly folder: string;
}

export interface Deployment {
  /** Whether every command ended as the guide says. */
  readonly ok: boolean;
  /** The commands, in order. */
  readonly commands: readonly string[];
  /** What `tenant changes` calls `stop`. */
  readonly stops: number;
  readonly why?: string;
}

export type Operator = ReturnType<typeof createOperator>;

/** What whoever has a deployed tenant does with it, by the commands of docs/changing.md and docs/deploying.md. */
export function createOperator({ world, folder }: OperatorOptions) {
  const tenant = stack.replace('session-enricher-', '');
  const mapping = path.join(folder, 'kept.json');
  const client = {
    endpoint: world.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
  };
  const firehose = new FirehoseClient(client);
  const secrets = new SecretsManagerClient(client);
  const cdk = (app: string, ...args: string[]): Promise<ProgramResult> =>
    runCdk(args, { endpoint: world.endpoint, home: folder, app });

  async function cli(args: readonly string[], input = '') {
    const before = process.env;
    process.env = {
      ...before,
      AWS_ENDPOINT_URL: world.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'dummy',
      AWS_SECRET_ACCESS_KEY: 'dummy',
    };
    try {
      return await runCommand(commands, args, { input });
    } finally {
      process.env = before;
    }
  }

  async function deploy(app: string): Promise<Deployment> {
    const ran: string[] = [];
    const template = path.join(app, `${stack}.template.json`);
    const args = ['tenant', 'changes', tenant, '--template', template, '--mapping', mapping];
    const changes = await cli(args, await world.deployedTemplate());
    ran.push('tenant changes');
    const stops = changes.stdout.split('\n').filter((line) => line.startsWith('stop')).length;
    if (readFileSync(mapping, 'utf8').trim() !== '{}') {
      ran.push('cdk import');
      const { exitCode, output } = await cdk(app, 'import', stack, '--resource-mapping', mapping, '--force');
      if (exitCode !== 0) return { ok: false, commands: ran, stops, why: tail(output) };
    }
    ran.push('cdk deploy');
    const options = ['--require-approval', 'never', ...world.deployOptions];
    const { exitCode, output } = await cdk(app, 'deploy', stack, ...options);
    return { ok: exitCode === 0, commands: ran, stops, ...(exitCode !== 0 && { why: tail(output) }) };
  }

  return {
    bootstrap: (app: string) => cdk(app, 'bootstrap'),
    deploy,
    async destroy(app: string): Promise<Deployment> {
      const { exitCode, output } = await cdk(app, 'destroy', '--force', stack);
      const ok = exitCode === 0;
      return { ok, commands: ['cdk destroy'], stops: 0, ...(!ok && { why: tail(output) }) };
    },
    redrive: (from: string, to: string) =>
      cli(['redrive', tenant, '--destination', from, '--to-destination', to, '--run']),
    async fillSecret(SecretId: string, SecretString: string): Promise<void> {
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
    /** Those that are there and belong to no stack; what they buffer is written first, as at the end of their time. */
    async deleteStreams(names: readonly string[]): Promise<void> {
      await wait(1_000);
      world.flush();
      const deployed = await world.deployedTemplate();
      for (const DeliveryStreamName of names.filter((name) => !deployed.includes(`"${name}"`))) {
        await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName })).catch(() => undefined);
      }
    },
    close() {
      firehose.destroy();
      secrets.destroy();
    },
  };
}

const tail = (text: string) => text.split('\n').filter(Boolean).slice(-6).join(' | ').slice(-900);
