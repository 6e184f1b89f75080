import { randomUUID } from 'node:crypto';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  RestoreSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { type Check, toUnique } from './check.ts';
import { expect, expectEqual, expectError, expectSet } from './expect.ts';
import { newSecret } from './new-secret.ts';

const rotationFunction = 'arn:aws:lambda:us-east-1:123456789012:function:rotate';

export const secretsManagerChecks: readonly Check[] = [
  {
    id: 'SM01',
    title: 'a new secret is read under AWSCURRENT, by name and by ARN',
    async run(aws) {
      const secret = await newSecret(aws);
      const byName = await secret.get();
      expectEqual([byName.SecretString, byName.VersionStages], ['one', ['AWSCURRENT']], 'by name');
      expectEqual(
        [byName.Name, byName.ARN, byName.VersionId],
        [secret.name, secret.arn, secret.firstVersion],
        'identity',
      );
      expect(
        byName.CreatedDate instanceof Date && !Number.isNaN(byName.CreatedDate.getTime()),
        'CreatedDate is not a date',
      );
      expectEqual((await secret.get({ SecretId: secret.arn })).SecretString, 'one', 'by ARN');
    },
  },
  {
    id: 'SM02',
    title: 'a SecretBinary comes back byte for byte',
    async run(aws) {
      const bytes = Uint8Array.from([0, 255, 10, 13, 128]);
      const secret = await newSecret(aws);
      await secret.put({ SecretBinary: bytes });
      const { SecretBinary, SecretString } = await secret.get();
      expectEqual([[...(SecretBinary ?? [])], SecretString], [[...bytes], undefined], 'value');
    },
  },
  {
    id: 'SM03',
    title: 'creating a secret whose name is taken is refused',
    async run(aws) {
      const { name } = await newSecret(aws);
      const command = new CreateSecretCommand({ Name: name, SecretString: 'other' });
      await expectError(aws.secrets.send(command), 'ResourceExistsException');
    },
  },
  {
    id: 'SM04',
    title: 'an unknown secret is ResourceNotFoundException',
    async run(aws) {
      const command = new GetSecretValueCommand({ SecretId: toUnique('missing') });
      await expectError(aws.secrets.send(command), 'ResourceNotFoundException');
    },
  },
  {
    id: 'SM05',
    title: 'a stage or a version that no value has is ResourceNotFoundException',
    async run(aws) {
      const secret = await newSecret(aws);
      await expectError(secret.get({ VersionStage: 'AWSPENDING' }), 'ResourceNotFoundException');
      await expectError(secret.get({ VersionId: randomUUID() }), 'ResourceNotFoundException');
    },
  },
  {
    id: 'SM06',
    title: 'PutSecretValue without stages moves AWSCURRENT, and AWSPREVIOUS to the value it left',
    async run(aws) {
      const secret = await newSecret(aws);
      await secret.put({ SecretString: 'two' });
      expectEqual(
        [await secret.valueAt('AWSCURRENT'), await secret.valueAt('AWSPREVIOUS')],
        ['two', 'one'],
        'after the first put',
      );
      const { VersionId } = await secret.put({ SecretString: 'three' });
      expectEqual(
        [await secret.valueAt('AWSCURRENT'), await secret.valueAt('AWSPREVIOUS')],
        ['three', 'two'],
        'after the second',
      );
      expectEqual((await secret.stages())[VersionId ?? ''], ['AWSCURRENT'], 'labels of the current version');
    },
  },
  {
    id: 'SM07',
    title: 'PutSecretValue with AWSPENDING leaves AWSCURRENT alone; its token is the version id',
    async run(aws) {
      const secret = await newSecret(aws);
      const token = randomUUID();
      const { VersionId } = await secret.put({
        ClientRequestToken: token,
        SecretString: 'two',
        VersionStages: ['AWSPENDING'],
      });
      expectEqual(VersionId, token, 'version id');
      expectEqual(
        [(await secret.get()).SecretString, await secret.valueAt('AWSPENDING')],
        ['one', 'two'],
        'values',
      );
      expectEqual(
        (await secret.get({ VersionId: token, VersionStage: 'AWSPENDING' })).SecretString,
        'two',
        'by version and stage',
      );
      expectEqual(
        await secret.stages(),
        { [secret.firstVersion]: ['AWSCURRENT'], [token]: ['AWSPENDING'] },
        'labels',
      );
    },
  },
  {
    id: 'SM08',
    title: 'the same token with the same value does nothing',
    async run(aws) {
      const secret = await newSecret(aws);
      const token = randomUUID();
      await secret.put({ ClientRequestToken: token, SecretString: 'two' });
      await secret.put({ SecretString: 'three' });
      await secret.put({ ClientRequestToken: token, SecretString: 'two' });
      expectEqual((await secret.get()).SecretString, 'three', 'current value');
    },
  },
  {
    id: 'SM09',
    title: 'the same token with another value is ResourceExistsException',
    async run(aws) {
      const secret = await newSecret(aws);
      const token = randomUUID();
      await secret.put({ ClientRequestToken: token, SecretString: 'two' });
      await expectError(
        secret.put({ ClientRequestToken: token, SecretString: 'three' }),
        'ResourceExistsException',
      );
      expectEqual((await secret.get()).SecretString, 'two', 'current value');
    },
  },
  {
    id: 'SM10',
    title: 'a version and a stage that name different versions are refused',
    async run(aws) {
      const secret = await newSecret(aws);
      await secret.put({ SecretString: 'two' });
      await expectError(secret.get({ VersionId: secret.firstVersion, VersionStage: 'AWSCURRENT' }));
    },
  },
  {
    id: 'SM11',
    title: 'moving a label without naming the version it is on is refused',
    async run(aws) {
      const secret = await newSecret(aws);
      const token = randomUUID();
      await secret.put({ ClientRequestToken: token, SecretString: 'two', VersionStages: ['AWSPENDING'] });
      await expectError(secret.move({ VersionStage: 'AWSCURRENT', MoveToVersionId: token }));
      await expectError(
        secret.move({ VersionStage: 'AWSCURRENT', MoveToVersionId: token, RemoveFromVersionId: token }),
      );
      expectEqual((await secret.get()).SecretString, 'one', 'current value');
    },
  },
  {
    id: 'SM12',
    title: 'UpdateSecretVersionStage moves AWSCURRENT, and AWSPREVIOUS follows',
    async run(aws) {
      const secret = await newSecret(aws);
      const token = randomUUID();
      await secret.put({ ClientRequestToken: token, SecretString: 'two', VersionStages: ['AWSPENDING'] });
      await secret.move({
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        RemoveFromVersionId: secret.firstVersion,
      });
      expectEqual((await secret.get()).SecretString, 'two', 'value without a stage');
      expectEqual(
        [await secret.valueAt('AWSCURRENT'), await secret.valueAt('AWSPREVIOUS')],
        ['two', 'one'],
        'by stage',
      );
    },
  },
  {
    id: 'SM13',
    title: 'a label is taken off by RemoveFromVersionId alone, and a version without labels is not listed',
    async run(aws) {
      const secret = await newSecret(aws);
      const token = randomUUID();
      await secret.put({ ClientRequestToken: token, SecretString: 'two', VersionStages: ['AWSPENDING'] });
      await secret.move({ VersionStage: 'AWSPENDING', RemoveFromVersionId: token });
      await expectError(secret.get({ VersionStage: 'AWSPENDING' }), 'ResourceNotFoundException');
      expectEqual(await secret.stages(), { [secret.firstVersion]: ['AWSCURRENT'] }, 'labels');
    },
  },
  {
    id: 'SM14',
    title: 'the four rotation steps, each done twice, end with one current and one previous value',
    async run(aws) {
      const secret = await newSecret(aws);
      const token = randomUUID();
      const twice = async (step: () => Promise<unknown>) => [await step(), await step()];
      await twice(() =>
        secret.put({ ClientRequestToken: token, SecretString: 'two', VersionStages: ['AWSPENDING'] }),
      );
      await twice(() => secret.get({ VersionId: token, VersionStage: 'AWSPENDING' }));
      await twice(async () => {
        const current = Object.entries(await secret.stages()).find(([, labels]) =>
          labels.includes('AWSCURRENT'),
        )?.[0];
        if (current === token) return;
        await secret.move({
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: token,
          RemoveFromVersionId: current,
        });
      });
      const stages = await secret.stages();
      expect(
        stages[token]?.includes('AWSCURRENT'),
        `the new version is not current: ${JSON.stringify(stages)}`,
      );
      expectEqual(stages[secret.firstVersion], ['AWSPREVIOUS'], 'labels of the old version');
      const pending = Object.entries(stages).filter(([, labels]) => labels.includes('AWSPENDING'));
      expect(
        pending.every(([id]) => id === token),
        `AWSPENDING is on another version: ${JSON.stringify(stages)}`,
      );
    },
  },
  {
    id: 'SM15',
    title: 'RotateSecret without a rotation function is InvalidRequestException',
    async run(aws) {
      const secret = await newSecret(aws);
      await expectError(secret.rotate(), 'InvalidRequestException');
      expect(!(await secret.describe()).RotationEnabled, 'rotation was turned on');
    },
  },
  {
    id: 'SM16',
    title: 'RotateSecret is refused while AWSPENDING is on a version that is not current',
    async run(aws) {
      const secret = await newSecret(aws);
      const token = randomUUID();
      await secret.put({ ClientRequestToken: token, SecretString: 'two', VersionStages: ['AWSPENDING'] });
      await expectError(
        secret.rotate({ RotationLambdaARN: rotationFunction, RotationRules: { AutomaticallyAfterDays: 30 } }),
      );
      expectEqual((await secret.stages())[token], ['AWSPENDING'], 'labels of the pending version');
    },
  },
  {
    id: 'SM17',
    title: 'BatchGetSecretValue returns what it finds and one error for each that it does not',
    async run(aws) {
      const [one, two] = [await newSecret(aws, '1'), await newSecret(aws, '2')];
      const missing = toUnique('missing');
      const command = new BatchGetSecretValueCommand({ SecretIdList: [one.name, missing, two.name] });
      const { SecretValues = [], Errors = [] } = await aws.secrets.send(command);
      expectSet(
        SecretValues.map((value) => value.SecretString),
        ['1', '2'],
        'values',
      );
      expectEqual(
        Errors.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode]),
        [[missing, 'ResourceNotFoundException']],
        'errors',
      );
    },
  },
  {
    id: 'SM18',
    title: 'BatchGetSecretValue takes 20 secrets, and 21 are refused',
    async run(aws) {
      const ask = (count: number) => {
        const SecretIdList = Array.from({ length: count }, (_, index) => toUnique(`missing-${index}`));
        return aws.secrets.send(new BatchGetSecretValueCommand({ SecretIdList }));
      };
      expectEqual((await ask(20)).Errors?.length, 20, 'errors');
      await expectError(ask(21));
    },
  },
  {
    id: 'SM19',
    title: 'a secret scheduled for deletion cannot be read until it is restored',
    async run(aws) {
      const secret = await newSecret(aws);
      await aws.secrets.send(new DeleteSecretCommand({ SecretId: secret.name, RecoveryWindowInDays: 7 }));
      await expectError(secret.get(), 'InvalidRequestException');
      await aws.secrets.send(new RestoreSecretCommand({ SecretId: secret.name }));
      expectEqual((await secret.get()).SecretString, 'one', 'value after the restore');
    },
  },
];
