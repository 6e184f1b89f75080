import { afterAll, beforeAll } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../aws/aws-stand-in.ts';

/** Starts the AWS stand-in for a test file and points the SDK's own environment at it. */
export function useAwsStandIn(): () => AwsStandIn {
  let aws: AwsStandIn | undefined;
  const before = { ...process.env };
  beforeAll(async () => {
    aws = await startAwsStandIn();
    Object.assign(process.env, aws.env);
  });
  afterAll(async () => {
    for (const name of Object.keys(aws?.env ?? {})) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await aws?.close();
  });
  return () => {
    if (!aws) throw new Error('the stand-in runs within tests only');
    return aws;
  };
}
