import { type RotationStep, rotationSteps } from './rotation.ts';

/** What Secrets Manager sends, once for each step. */
export interface RotationEvent {
  readonly step: RotationStep;
  /** ARN of the secret that is rotated. */
  readonly secretId: string;
  readonly versionId: string;
}

/** Throws for an event that is not one of Secrets Manager's, naming what is wrong with it. */
export function parseRotationEvent(event: unknown): RotationEvent {
  const { Step, SecretId, ClientRequestToken } = (event ?? {}) as Readonly<Record<string, unknown>>;
  const step = rotationSteps.find((each) => each === Step);
  if (step === undefined) throw new Error(`unknown Step; allowed are ${rotationSteps.join(', ')}`);
  if (typeof SecretId !== 'string' || SecretId === '') throw new Error('SecretId is missing');
  if (typeof ClientRequestToken !== 'string' || ClientRequestToken === '') {
    throw new Error('ClientRequestToken is missing');
  }
  return { step, secretId: SecretId, versionId: ClientRequestToken };
}
