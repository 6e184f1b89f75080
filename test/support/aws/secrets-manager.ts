import { randomBytes, randomUUID } from 'node:crypto';
import type {
  BatchGetSecretValueRequest,
  CreateSecretRequest,
  DeleteSecretRequest,
  DescribeSecretRequest,
  GetSecretValueRequest,
  PutSecretValueRequest,
  RestoreSecretRequest,
  RotateSecretRequest,
  UpdateSecretVersionStageRequest,
} from '@aws-sdk/client-secrets-manager';
import { AwsError } from './aws-error.ts';
import { type RotationFunction, runRotation, tryRotation } from './secret-rotation.ts';
import { type SecretValue, SecretVersions } from './secret-versions.ts';
import { account, region, type Service, type Wire } from './wire.ts';

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly versions: SecretVersions;
  deletedAtMs: number | undefined;
  rotationFunctionArn: string | undefined;
  /** When a rotation last came to its end. */
  rotatedAtMs?: number;
}

export interface SecretsControl {
  /** Creates a secret and returns its ARN. */
  create(name: string, value: string): string;
  /** Makes the value AWSCURRENT, as somebody at the console would. */
  put(name: string, value: string): void;
  /** The value under a label; undefined where there is none. @default stage 'AWSCURRENT' */
  value(name: string, stage?: string): string | undefined;
  /** Version IDs and the labels on them. */
  labels(name: string): Record<string, string[]>;
  remove(name: string): void;
  /** The ARN of a secret named by its name or ARN; what was given where there is none. */
  arn(nameOrArn: string): string;
  /** Makes a function known under the ARN that `RotateSecret` names. */
  setRotationFunction(arn: string, rotate: RotationFunction): void;
  /**
   * Runs the rotation that a schedule would: the four steps; rejects with what a step threw.
   *
   * @default functionArn the one of the last `RotateSecret`
   */
  rotate(name: string, functionArn?: string): Promise<void>;
  /** Runs an unfinished rotation again from its first step, as Secrets Manager does by itself after a failure. */
  resumeRotation(name: string): Promise<void>;
  /** Resolves when the rotation that `RotateSecret` started has ended; rejects with what a step threw. */
  rotationEnd(name: string): Promise<void>;
}

const maxValueBytes = 65_536;

export function createSecretsManager(now: () => number): Service & { readonly control: SecretsControl } {
  const secrets = new Map<string, Secret>();
  const functions = new Map<string, RotationFunction>();
  const rotations = new Map<string, Promise<void>>();

  function find(id: string | undefined): Secret {
    for (const secret of secrets.values()) if (isNamed(secret, id)) return secret;
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }

  function findLive(id: string | undefined): Secret {
    const secret = find(id);
    if (secret.deletedAtMs === undefined) return secret;
    throw new AwsError('InvalidRequestException', 'the secret was marked for deletion');
  }

  function create(name: string, value: SecretValue | undefined, token: string): Secret {
    if (secrets.has(name)) throw new AwsError('ResourceExistsException', `the secret ${name} already exists`);
    const arn = `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${randomBytes(3).toString('hex')}`;
    const secret: Secret = {
      name,
      arn,
      versions: new SecretVersions(),
      deletedAtMs: undefined,
      rotationFunctionArn: undefined,
    };
    if (value) secret.versions.put(token, value, ['AWSCURRENT'], now());
    secrets.set(name, secret);
    return secret;
  }

  function valueOf({ SecretId, VersionId, VersionStage }: Wire<GetSecretValueRequest>) {
    const { name, arn, versions } = findLive(SecretId);
    const holder = versions.holder(VersionStage ?? 'AWSCURRENT');
    const id = VersionId ?? holder;
    const version = id === undefined ? undefined : versions.get(id);
    if (id === undefined || !version?.value) {
      const what = VersionId ? `VersionId: ${VersionId}` : `staging label: ${VersionStage ?? 'AWSCURRENT'}`;
      throw new AwsError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for ${what}`,
      );
    }
    if (VersionId !== undefined && VersionStage !== undefined && holder !== VersionId) {
      throw new AwsError('InvalidRequestException', 'the version stage is not on the version named');
    }
    const { value, stages, createdAtMs } = version;
    return {
      ARN: arn,
      Name: name,
      VersionId: id,
      VersionStages: [...stages],
      CreatedDate: createdAtMs / 1_000,
      ...value,
    };
  }

  function startRotation(secret: Secret, token: string): Promise<void> {
    const pending = secret.versions.holder('AWSPENDING');
    if (pending !== undefined && pending !== secret.versions.holder('AWSCURRENT')) {
      throw new AwsError('InvalidRequestException', 'a previous rotation is still in progress');
    }
    const rotate = functions.get(secret.rotationFunctionArn ?? '');
    if (!rotate) {
      throw new AwsError('AccessDeniedException', 'Secrets Manager cannot invoke the rotation function');
    }
    secret.versions.announce(token, now());
    return track(secret, finishRotation(secret, rotate, token));
  }

  async function finishRotation(secret: Secret, rotate: RotationFunction, token: string): Promise<void> {
    await runRotation(rotate, secret.arn, token);
    secret.rotatedAtMs = now();
  }

  /** The trial that comes with a schedule: a version is announced for it, and taken back whatever it came to. */
  async function tryFunction(secret: Secret, token: string): Promise<void> {
    const rotate = functions.get(secret.rotationFunctionArn ?? '');
    if (!rotate) return;
    secret.versions.announce(token, now());
    try {
      await tryRotation(rotate, secret.arn, token);
    } finally {
      secret.versions.detach('AWSPENDING', token);
    }
  }

  function track(secret: Secret, rotation: Promise<void>): Promise<void> {
    rotations.set(secret.name, rotation);
    // Nobody may be waiting for it; whoever asks for its end still gets the rejection.
    rotation.catch(() => {});
    return rotation;
  }

  return {
    target: 'secretsmanager',
    throttled: { code: 'ThrottlingException', status: 400 },
    operations: {
      CreateSecret(input: Wire<CreateSecretRequest>) {
        const token = input.ClientRequestToken ?? randomUUID();
        const value = input.SecretString || input.SecretBinary ? toValue(input) : undefined;
        const { arn, name } = create(input.Name ?? '', value, token);
        return { ARN: arn, Name: name, ...(value ? { VersionId: token } : {}) };
      },
      GetSecretValue: valueOf,
      BatchGetSecretValue({ SecretIdList = [] }: Wire<BatchGetSecretValueRequest>) {
        if (SecretIdList.length > 20) {
          throw new AwsError('InvalidParameterException', 'SecretIdList: at most 20 secrets');
        }
        const SecretValues: unknown[] = [];
        const Errors: unknown[] = [];
        for (const SecretId of SecretIdList) {
          try {
            SecretValues.push(valueOf({ SecretId }));
          } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
          }
        }
        return { SecretValues, Errors };
      },
      PutSecretValue(input: Wire<PutSecretValueRequest>) {
        const { arn, name, versions } = findLive(input.SecretId);
        const id = input.ClientRequestToken ?? randomUUID();
        if (id.length < 32 || id.length > 64) {
          throw new AwsError('InvalidParameterException', 'ClientRequestToken: 32 to 64 characters');
        }
        const stages = input.VersionStages?.length ? input.VersionStages : ['AWSCURRENT'];
        versions.put(id, toValue(input), stages, now());
        return { ARN: arn, Name: name, VersionId: id, VersionStages: [...(versions.get(id)?.stages ?? [])] };
      },
      UpdateSecretVersionStage(input: Wire<UpdateSecretVersionStageRequest>) {
        const { arn, name, versions } = findLive(input.SecretId);
        const { VersionStage = '', MoveToVersionId, RemoveFromVersionId } = input;
        const holder = versions.holder(VersionStage);
        const isMove = MoveToVersionId !== undefined && holder !== undefined && holder !== MoveToVersionId;
        if ((isMove || RemoveFromVersionId !== undefined) && RemoveFromVersionId !== holder) {
          const message = `${VersionStage} is on version ${holder}: RemoveFromVersionId must name it`;
          throw new AwsError('InvalidParameterException', message);
        }
        if (MoveToVersionId === undefined) {
          if (RemoveFromVersionId !== undefined) versions.detach(VersionStage, RemoveFromVersionId);
        } else {
          if (!versions.get(MoveToVersionId)) {
            throw new AwsError(
              'ResourceNotFoundException',
              "Secrets Manager can't find the specified version",
            );
          }
          versions.attach(VersionStage, MoveToVersionId);
        }
        return { ARN: arn, Name: name };
      },
      DescribeSecret({ SecretId }: Wire<DescribeSecretRequest>) {
        const { name, arn, versions, rotationFunctionArn, rotatedAtMs, deletedAtMs } = find(SecretId);
        return {
          ARN: arn,
          Name: name,
          VersionIdsToStages: versions.labels(),
          RotationEnabled: rotationFunctionArn !== undefined,
          ...(rotatedAtMs === undefined ? {} : { LastRotatedDate: rotatedAtMs / 1_000 }),
          ...(rotationFunctionArn === undefined ? {} : { RotationLambdaARN: rotationFunctionArn }),
          ...(deletedAtMs === undefined ? {} : { DeletedDate: deletedAtMs / 1_000 }),
        };
      },
      DeleteSecret({ SecretId, ForceDeleteWithoutRecovery }: Wire<DeleteSecretRequest>) {
        const secret = find(SecretId);
        secret.deletedAtMs = now();
        if (ForceDeleteWithoutRecovery) secrets.delete(secret.name);
        return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deletedAtMs / 1_000 };
      },
      RestoreSecret({ SecretId }: Wire<RestoreSecretRequest>) {
        const secret = find(SecretId);
        secret.deletedAtMs = undefined;
        return { ARN: secret.arn, Name: secret.name };
      },
      RotateSecret(input: Wire<RotateSecretRequest>) {
        const secret = findLive(input.SecretId);
        const { RotationLambdaARN = secret.rotationFunctionArn, RotateImmediately = true } = input;
        if (RotationLambdaARN === undefined) {
          throw new AwsError('InvalidRequestException', 'the secret has no rotation function');
        }
        const before = secret.rotationFunctionArn;
        secret.rotationFunctionArn = RotationLambdaARN;
        const token = input.ClientRequestToken ?? randomUUID();
        try {
          // The call is answered at once; the steps follow.
          if (RotateImmediately) void startRotation(secret, token);
          else void track(secret, tryFunction(secret, token));
        } catch (error) {
          secret.rotationFunctionArn = before;
          throw error;
        }
        return { ARN: secret.arn, Name: secret.name, VersionId: token };
      },
    },
    control: {
      create: (name, value) => create(name, { SecretString: value }, randomUUID()).arn,
      put(name, value) {
        find(name).versions.put(randomUUID(), { SecretString: value }, ['AWSCURRENT'], now());
      },
      value(name, stage = 'AWSCURRENT') {
        const { versions } = find(name);
        const id = versions.holder(stage);
        return id === undefined ? undefined : versions.get(id)?.value?.SecretString;
      },
      labels: (name) => find(name).versions.labels(),
      remove: (name) => secrets.delete(find(name).name),
      arn(nameOrArn) {
        return [...secrets.values()].find((one) => isNamed(one, nameOrArn))?.arn ?? nameOrArn;
      },
      setRotationFunction: (arn, rotate) => functions.set(arn, rotate),
      async rotate(name, functionArn) {
        const secret = find(name);
        secret.rotationFunctionArn = functionArn ?? secret.rotationFunctionArn;
        return startRotation(secret, randomUUID());
      },
      async resumeRotation(name) {
        const secret = find(name);
        const token = secret.versions.holder('AWSPENDING');
        const rotate = functions.get(secret.rotationFunctionArn ?? '');
        if (token === undefined || !rotate) throw new Error(`no rotation of ${name} to resume`);
        return track(secret, finishRotation(secret, rotate, token));
      },
      rotationEnd: async (name) => rotations.get(find(name).name),
    },
  };
}

/** An ARN may be given without the six characters that AWS adds to it. */
const isNamed = ({ name, arn }: Secret, id: string | undefined) =>
  id === name || id === arn || id === arn.slice(0, -7);

function toValue({
  SecretString,
  SecretBinary,
}: { [Key in keyof SecretValue]: string | undefined }): SecretValue {
  if ((SecretString === undefined) === (SecretBinary === undefined)) {
    throw new AwsError('InvalidParameterException', 'give either SecretString or SecretBinary');
  }
  const bytes = Buffer.byteLength(SecretString ?? '') + Buffer.byteLength(SecretBinary ?? '', 'base64');
  if (bytes > maxValueBytes) {
    throw new AwsError(
      'InvalidParameterException',
      `the value has ${bytes} bytes, at most ${maxValueBytes} are allowed`,
    );
  }
  return SecretString === undefined ? { SecretBinary: SecretBinary ?? '' } : { SecretString };
}
