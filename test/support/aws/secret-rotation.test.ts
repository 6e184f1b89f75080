import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';
import type { RotationEvent } from './secret-rotation.ts';

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:rotate';

let standIn: AwsStandIn;
let client: SecretsManagerClient;
beforeEach(async () => {
  standIn = await startAwsStandIn();
  client = new SecretsManagerClient({ ...standIn.clientOptions, maxAttempts: 1 });
  standIn.secrets.create('token', 'one');
});
afterEach(() => standIn.close());

const startRotation = () =>
  client.send(new RotateSecretCommand({ SecretId: 'token', RotationLambdaARN: functionArn }));

/** The least that a rotation function has to do, over the wire as the real one does it. */
async function rotate({ Step, SecretId, ClientRequestToken }: RotationEvent): Promise<void> {
  if (Step === 'createSecret') {
    const VersionStages = ['AWSPENDING'];
    await client.send(
      new PutSecretValueCommand({ SecretId, ClientRequestToken, VersionStages, SecretString: 'two' }),
    );
  }
  if (Step === 'finishSecret') {
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
    const [current] =
      Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes('AWSCURRENT')) ?? [];
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: ClientRequestToken,
        RemoveFromVersionId: current,
      }),
    );
  }
}

describe('RotateSecret', () => {
  it('answers at once, then calls the function with the four steps', async () => {
    const steps: string[] = [];
    standIn.secrets.setRotationFunction(functionArn, async (event) => {
      steps.push(event.Step);
      await rotate(event);
    });

    const { VersionId } = await startRotation();
    await standIn.secrets.rotationEnd('token');

    expect(steps).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
    expect(standIn.secrets.value('token')).toBe('two');
    expect(standIn.secrets.value('token', 'AWSPREVIOUS')).toBe('one');
    expect(standIn.secrets.labels('token')[VersionId ?? '']).toContain('AWSCURRENT');
  });

  it('lists AWSPENDING on a version that has no value yet', async () => {
    let seen: unknown;
    standIn.secrets.setRotationFunction(functionArn, async (event) => {
      if (event.Step !== 'createSecret') return rotate(event);
      const { SecretId, ClientRequestToken: VersionId } = event;
      expect(standIn.secrets.labels('token')[VersionId]).toEqual(['AWSPENDING']);
      seen = await client
        .send(new GetSecretValueCommand({ SecretId, VersionId, VersionStage: 'AWSPENDING' }))
        .catch((error: unknown) => error);
      return rotate(event);
    });

    await startRotation();
    await standIn.secrets.rotationEnd('token');

    expect(seen).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('stops at the step that fails and refuses to begin again until it is resumed', async () => {
    let isBroken = true;
    const steps: string[] = [];
    standIn.secrets.setRotationFunction(functionArn, async (event) => {
      steps.push(event.Step);
      if (isBroken && event.Step === 'testSecret') throw new Error('refused');
      await rotate(event);
    });

    await startRotation();
    await expect(standIn.secrets.rotationEnd('token')).rejects.toThrow('refused');
    await expect(startRotation()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect(standIn.secrets.value('token')).toBe('one');

    isBroken = false;
    await standIn.secrets.resumeRotation('token');

    expect(steps).toHaveLength(7);
    expect(standIn.secrets.value('token')).toBe('two');
  });

  it('runs again on schedule', async () => {
    standIn.secrets.setRotationFunction(functionArn, rotate);
    await startRotation();
    await standIn.secrets.rotationEnd('token');

    await standIn.secrets.rotate('token');

    expect(Object.values(standIn.secrets.labels('token')).flat().toSorted()).toEqual([
      'AWSCURRENT',
      'AWSPENDING',
      'AWSPREVIOUS',
    ]);
  });
});
