import { describe, expect, it } from '@jest/globals';
import { CfnResource } from 'aws-cdk-lib';
import { loadTenants } from '../../infra/tenant/tenant-config.ts';
import { createApp, everything, synthChecked, toConfig, toStack } from './synthesise.ts';

describe('EnricherStack', () => {
  it('is clean under cdk-nag and CloudFormation’s rules for every tenant file, and with every option', () => {
    const app = createApp();
    for (const config of loadTenants('infra/tenants')) toStack(config, app);
    toStack(toConfig(everything, 'everything'), app);
    toStack(toConfig({ removalPolicy: 'destroy' }, 'destroyed'), app);

    expect(() => synthChecked(app)).not.toThrow();
  });
});

describe('synthChecked', () => {
  it('finds what CloudFormation would refuse', () => {
    const app = createApp();
    const stack = toStack(toConfig(), app);
    new CfnResource(stack, 'Wrong', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeout: -1 } });

    expect(() => synthChecked(app)).toThrow(/VisibilityTimeout/);
  });
});
