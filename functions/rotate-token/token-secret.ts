import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { RotationError } from './errors.ts';

export interface TokenSecretState {
  /** ID of the version under AWSCURRENT. */
  readonly current: string | undefined;
  /** Time between two scheduled rotations; undefined when there is no schedule, or one that does not say. */
  readonly intervalMs: number | undefined;
}

/** The secret that is rotated, as far as a rotation needs it. Each call rejects with a RotationError. */
export interface TokenSecret {
  describe(): Promise<TokenSecretState>;
  /** Undefined when the version has no value, which is so although AWSPENDING is listed on it already. */
  readPending(versionId: string): Promise<string | undefined>;
  /** False when the version has another value. */
  putPending(versionId: string, text: string): Promise<boolean>;
  /** Takes AWSPENDING off the version, so that the next rotation begins with a new one. */
  dropPending(versionId: string): Promise<void>;
  makeCurrent(versionId: string, current: string | undefined): Promise<void>;
}

export function createTokenSecret(client: SecretsManagerClient, secretId: string): TokenSecret {
  /** `answerError` names an error that is an answer, for which undefined stands. */
  async function attempt<Answer>(action: string, call: () => Promise<Answer>, answerError?: string) {
    try {
      return await call();
    } catch (error) {
      const { name } = error as { readonly name?: unknown };
      if (answerError !== undefined && name === answerError) return undefined;
      throw new RotationError('passing', `secretsmanager:${action} of ${secretId} failed: ${String(name)}`);
    }
  }

  async function moveStage(VersionStage: string, from: string | undefined, to: string | undefined) {
    const command = new UpdateSecretVersionStageCommand({
      SecretId: secretId,
      VersionStage,
      RemoveFromVersionId: from,
      MoveToVersionId: to,
    });
    await attempt('UpdateSecretVersionStage', () => client.send(command));
  }

  return {
    async describe() {
      const command = new DescribeSecretCommand({ SecretId: secretId });
      const answer = await attempt('DescribeSecret', () => client.send(command));
      const versions = Object.entries(answer?.VersionIdsToStages ?? {});
      const [current] = versions.find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
      return { current, intervalMs: toIntervalMs(answer?.RotationRules) };
    },

    async readPending(versionId) {
      const command = new GetSecretValueCommand({
        SecretId: secretId,
        VersionId: versionId,
        VersionStage: 'AWSPENDING',
      });
      const answer = await attempt('GetSecretValue', () => client.send(command), 'ResourceNotFoundException');
      return answer?.SecretString;
    },

    async putPending(versionId, text) {
      const command = new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: versionId,
        SecretString: text,
        VersionStages: ['AWSPENDING'],
      });
      const answer = await attempt('PutSecretValue', () => client.send(command), 'ResourceExistsException');
      return answer !== undefined;
    },

    dropPending: (versionId) => moveStage('AWSPENDING', versionId, undefined),
    makeCurrent: (versionId, current) => moveStage('AWSCURRENT', current, versionId),
  };
}

function toIntervalMs(rules: DescribeSecretCommandOutput['RotationRules']): number | undefined {
  const hourMs = 3_600_000;
  const [, count, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(rules?.ScheduleExpression ?? '') ?? [];
  if (count !== undefined) return Number(count) * (unit === 'day' ? 24 * hourMs : hourMs);
  return rules?.AutomaticallyAfterDays === undefined ? undefined : rules.AutomaticallyAfterDays * 24 * hourMs;
}
