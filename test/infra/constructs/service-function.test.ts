import { describe, expect, it } from '@jest/globals';
import { Duration, Fn, Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ServiceFunction, ServiceFunctionError } from '../../../infra/constructs/service-function.ts';
import { codeRoot, createApp } from '../synthesise.ts';

function create(environment: Readonly<Record<string, string>>): ServiceFunction {
  return new ServiceFunction(new Stack(createApp(), 'stack'), 'Function', {
    tenant: 'acme',
    service: 'enrich',
    description: 'a function',
    timeout: Duration.seconds(10),
    memorySize: 128,
    environment,
    logRetention: RetentionDays.ONE_DAY,
    codeRoot,
  });
}

/** A variable of so many bytes, its name included. */
const filler = (bytes: number) => ({ FILLER: 'x'.repeat(bytes - 'FILLER'.length) });

// CloudFormation would say so in the middle of a deployment. Lambda takes 4,096 bytes; ours beside come on top.
describe('the environment of a function', () => {
  it('may have 3,900 bytes and not one more', () => {
    expect(() => create(filler(3_900))).not.toThrow();
    expect(() => create(filler(3_901))).toThrow(
      new ServiceFunctionError(
        'the settings of enrich need 3901 bytes of environment, Lambda allows 4096 and ours may take 3900; largest: FILLER 3901',
      ),
    );
  });

  it('is counted in bytes, not in characters', () => {
    expect(() => create({ FILLER: 'é'.repeat(1_947) })).not.toThrow();
    expect(() => create({ FILLER: 'é'.repeat(1_948) })).toThrow('need 3902 bytes');
  });

  it('counts what only the deployment knows as 120 bytes, the length of an ARN', () => {
    const arn = Fn.importValue('key-arn');

    expect(() => create({ ...filler(3_777), ARN: arn })).not.toThrow();
    expect(() => create({ ...filler(3_778), ARN: arn })).toThrow('need 3901 bytes');
  });

  it('counts what is set later, and names the three largest', () => {
    const enrich = create({ ...filler(3_000), A: 'x'.repeat(99), B: 'x'.repeat(9), C: 'x'.repeat(199) });

    expect(() => enrich.addSetting('LATER', 'x'.repeat(575))).not.toThrow();
    // Its name, two quotes, and so one byte more.
    expect(() => enrich.addSetting('LATER', 'x'.repeat(584))).toThrow(
      'need 3901 bytes of environment, Lambda allows 4096 and ours may take 3900; largest: FILLER 3000, LATER 591, C 200',
    );
  });
});
