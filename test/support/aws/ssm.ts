import { AwsError } from './aws-error.ts';
import { account, region, type Service } from './wire.ts';

export interface ParametersControl {
  put(name: string, value: string): void;
  value(name: string): string | undefined;
  remove(name: string): void;
}

/** Parameter Store, as far as the CDK CLI and CloudFormation ask it: for the version of the bootstrap stack. */
export function createSsm(now: () => number): Service & { readonly control: ParametersControl } {
  const parameters = new Map<string, { readonly value: string; readonly atMs: number }>();
  return {
    target: 'AmazonSSM',
    throttled: { code: 'ThrottlingException', status: 400 },
    operations: {
      GetParameter({ Name = '' }: { Name?: string }) {
        const parameter = parameters.get(Name);
        if (!parameter) throw new AwsError('ParameterNotFound', `parameter ${Name} not found`);
        const { value, atMs } = parameter;
        const ARN = `arn:aws:ssm:${region}:${account}:parameter${Name}`;
        return {
          Parameter: { Name, Type: 'String', Value: value, Version: 1, LastModifiedDate: atMs / 1_000, ARN },
        };
      },
    },
    control: {
      put: (name, value) => parameters.set(name, { value, atMs: now() }),
      value: (name) => parameters.get(name)?.value,
      remove: (name) => parameters.delete(name),
    },
  };
}
