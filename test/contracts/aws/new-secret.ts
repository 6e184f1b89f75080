import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
  type PutSecretValueCommandInput,
  RotateSecretCommand,
  type RotateSecretCommandInput,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { type ProbedAws, toUnique } from './check.ts';

/** A secret of its own for a check, and the calls on it. */
export async function newSecret({ secrets }: ProbedAws, value = 'one') {
  const name = `probe/${toUnique('secret')}`;
  const SecretId = name;
  const created = await secrets.send(new CreateSecretCommand({ Name: name, SecretString: value }));
  const { VersionId: firstVersion = 'none' } = created;

  const get = (input: Partial<GetSecretValueCommandInput> = {}) =>
    secrets.send(new GetSecretValueCommand({ SecretId, ...input }));
  const describe = () => secrets.send(new DescribeSecretCommand({ SecretId }));
  return {
    name,
    arn: created.ARN,
    firstVersion,
    get,
    describe,
    put: (input: Omit<PutSecretValueCommandInput, 'SecretId'>) =>
      secrets.send(new PutSecretValueCommand({ SecretId, ...input })),
    move: (input: Omit<UpdateSecretVersionStageCommandInput, 'SecretId'>) =>
      secrets.send(new UpdateSecretVersionStageCommand({ SecretId, ...input })),
    rotate: (input: Omit<RotateSecretCommandInput, 'SecretId'> = {}) =>
      secrets.send(new RotateSecretCommand({ SecretId, ...input })),
    async valueAt(VersionStage: string) {
      return (await get({ VersionStage })).SecretString;
    },
    /** Labels by version, sorted. */
    async stages(): Promise<Record<string, string[]>> {
      const { VersionIdsToStages = {} } = await describe();
      return Object.fromEntries(
        Object.entries(VersionIdsToStages).map(([id, labels]) => [id, labels.toSorted()]),
      );
    },
  };
}
