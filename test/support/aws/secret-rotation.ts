export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** What Secrets Manager sends to a rotation function, once for each step. */
export interface RotationEvent {
  readonly Step: (typeof rotationSteps)[number];
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

/** Stands for the Lambda function. Rejecting fails the rotation. */
export type RotationFunction = (event: RotationEvent) => unknown;

/**
 * Calls the function with the four steps. After a step that fails no other is called, and AWSPENDING stays where it
 * is: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function runRotation(rotate: RotationFunction, secretArn: string, token: string): Promise<void> {
  // The caller gets its answer before the first step begins.
  await new Promise((resolve) => setImmediate(resolve));
  for (const Step of rotationSteps) {
    await rotate({ Step, SecretId: secretArn, ClientRequestToken: token, RotationToken: token });
  }
}

/**
 * What Secrets Manager does when a rotation is set up but not begun: `testSecret` alone, for a version without a value.
 * Source: RotateImmediately in https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
export async function tryRotation(rotate: RotationFunction, secretArn: string, token: string): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await rotate({ Step: 'testSecret', SecretId: secretArn, ClientRequestToken: token, RotationToken: token });
}
