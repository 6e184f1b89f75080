import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { randomInt } from 'node:crypto';
import { AwsError } from '../../aws/aws-error.ts';
import { type ResourceTypes, toGeneratedName } from '../../aws/cloudformation/resource-type.ts';
import type { LambdaService } from '../lambda-service.ts';

interface SecretProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly SecretString?: string;
  readonly GenerateSecretString?: { readonly PasswordLength?: number; readonly ExcludePunctuation?: boolean };
}

interface RotationProperties {
  readonly SecretId: string;
  readonly RotationLambdaARN: string;
  readonly RotationRules?: { readonly ScheduleExpression?: string; readonly Duration?: string };
  readonly RotateImmediatelyOnUpdate?: boolean;
}

/** Secrets with their values, and the rotation that AWS sets up for them. */
export function secretTypes(client: SecretsManagerClient, lambda: LambdaService): ResourceTypes {
  async function rotate(properties: RotationProperties) {
    const { SecretId, RotationLambdaARN, RotationRules, RotateImmediatelyOnUpdate = true } = properties;
    if (!lambda.mayInvoke(RotationLambdaARN, { service: 'secretsmanager.amazonaws.com' })) {
      throw new AwsError(
        'AccessDeniedException',
        'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
      );
    }
    await client.send(
      new RotateSecretCommand({
        SecretId,
        RotationLambdaARN,
        RotationRules,
        RotateImmediately: RotateImmediatelyOnUpdate,
      }),
    );
    return { physicalId: SecretId };
  }

  return {
    'AWS::SecretsManager::Secret': {
      async create(request) {
        const properties = request.properties as SecretProperties;
        const { Name = toGeneratedName(request), Description } = properties;
        const SecretString = properties.SecretString ?? toGenerated(properties);
        const { ARN = '' } = await client.send(new CreateSecretCommand({ Name, Description, SecretString }));
        return { physicalId: ARN, attributes: { Id: ARN } };
      },
      /** Of what may change in place only the value is kept here, and it is written only when the template's changes. */
      async update(physicalId, { properties }, before) {
        const { SecretString } = properties as SecretProperties;
        if (
          SecretString !== undefined &&
          SecretString !== (before.properties as SecretProperties).SecretString
        ) {
          await client.send(new PutSecretValueCommand({ SecretId: physicalId, SecretString }));
        }
        return { physicalId, attributes: { Id: physicalId } };
      },
      async find({ Id }) {
        const { ARN = '' } = await client.send(new DescribeSecretCommand({ SecretId: Id }));
        return { physicalId: ARN, attributes: { Id: ARN } };
      },
      async delete(physicalId) {
        await client.send(
          new DeleteSecretCommand({ SecretId: physicalId, ForceDeleteWithoutRecovery: true }),
        );
      },
    },
    'AWS::SecretsManager::RotationSchedule': {
      create: ({ properties }) => rotate(properties as unknown as RotationProperties),
      update: (_physicalId, { properties }) => rotate(properties as unknown as RotationProperties),
      delete() {},
    },
  };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

function toGenerated({ GenerateSecretString }: SecretProperties): string | undefined {
  if (!GenerateSecretString) return undefined;
  const { PasswordLength = 32, ExcludePunctuation = false, ...others } = GenerateSecretString;
  if (Object.keys(others).length > 0) {
    throw new AwsError('InvalidParameterException', `${Object.keys(others).join(', ')} is not modelled here`);
  }
  const alphabet = ExcludePunctuation ? letters : letters + punctuation;
  return Array.from({ length: PasswordLength }, () => alphabet[randomInt(alphabet.length)]).join('');
}
