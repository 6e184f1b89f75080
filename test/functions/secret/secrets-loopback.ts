import { createSecretsClient, type SecretsClient } from '../../../functions/secret/secrets-client.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';

export interface SecretsLoopback extends Loopback {
  readonly client: SecretsClient;
  /** What GetSecretValue answers, by staging label: the text; a number is an HTTP status with that error. */
  readonly stages: Map<
    string,
    string | { readonly status: number; readonly code: string; readonly message?: string }
  >;
  /** Answers wait for it. */
  gate: Promise<void>;
}

/** GetSecretValue over the wire, and nothing else of Secrets Manager: each answer is the test's own. */
export async function startSecretsLoopback(): Promise<SecretsLoopback> {
  const stages: SecretsLoopback['stages'] = new Map();
  const loopback = await startLoopback(async (request, response) => {
    await secrets.gate;
    const input = JSON.parse(request.body.toString()) as { SecretId: string; VersionStage: string };
    const staged = stages.get(input.VersionStage) ?? { status: 400, code: 'ResourceNotFoundException' };
    const [status, body] =
      typeof staged === 'string'
        ? [200, { Name: input.SecretId, SecretString: staged, VersionStages: [input.VersionStage] }]
        : [staged.status, { __type: staged.code, message: staged.message }];
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  const client = createSecretsClient({ ...toClientOptions(loopback.url), maxAttempts: 1 });
  const secrets: SecretsLoopback = {
    ...loopback,
    client,
    stages,
    gate: Promise.resolve(),
    async close() {
      client.destroy();
      await loopback.close();
    },
  };
  return secrets;
}
