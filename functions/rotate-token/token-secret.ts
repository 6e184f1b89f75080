import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { SecretsClient } from '../secret/secrets-client.ts';
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

export function createTokenSecret(client: SecretsClient, secretId: string): TokenSecret {
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
    const input = { SecretId: secretId, VersionStage, RemoveFromVersionId: from, MoveToVersionId: to };
    await attempt('UpdateSecretVersionStage', () => client.call('UpdateSecretVersionStage', input));
  }

  return {
    async describe() {
      const input = { SecretId: secretId };
      const answer = await attempt('DescribeSecret', () => client.call('DescribeSecret', input));
      const versions = Object.entries(answer?.VersionIdsToStages ?? {});
      const [current] = versions.find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
      return { current, intervalMs: toIntervalMs(answer?.RotationRules) };
    },

    async readPending(versionId) {
      const input = { SecretId: secretId, VersionId: versionId, VersionStage: 'AWSPENDING' };
      const ask = () => client.call('GetSecretValue', input);
      const answer = await attempt('GetSecretValue', ask, 'ResourceNotFoundException');
      return answer?.SecretString;
    },

    async putPending(versionId, text) {
      const input = {
        SecretId: secretId,
        ClientRequestToken: versionId,
        SecretString: text,
        VersionStages: ['AWSPENDING'],
      };
      const put = () => client.call('PutSecretValue', input);
      const answer = await attempt('PutSecretValue', put, 'ResourceExistsException');
      return answer !== undefined;
    },

    dropPending: (versionId) => moveStage('AWSPENDING', versionId, undefined),
    makeCurrent: (versionId, current) => moveStage('AWSCURRENT', current, versionId),
  };
}

function toIntervalMs(rules: DescribeSecretResponse['RotationRules']): number | undefined {
  const hourMs = 3_600_000;
  const [, count, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(rules?.ScheduleExpression ?? '') ?? [];
  if (count !== undefined) return Number(count) * (unit === 'day' ? 24 * hourMs : hourMs);
  return rules?.AutomaticallyAfterDays === undefined ? undefined : rules.AutomaticallyAfterDays * 24 * hourMs;
}
