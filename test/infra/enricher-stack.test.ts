import { describe, expect, it } from '@jest/globals';
import { loadTenants } from '../../infra/tenant-config.ts';
import { createApp, synthUnderNag, toStack, toTemplate } from './synthesise.ts';

describe('EnricherStack', () => {
  it('is clean under cdk-nag for every tenant file', () => {
    const app = createApp();
    for (const config of loadTenants('infra/tenants')) toStack(config, app);

    expect(() => synthUnderNag(app)).not.toThrow();
  });

  it('says where the log stream has to send to', () => {
    const outputs = Object.keys(toTemplate().findOutputs('*'));

    expect(outputs).toEqual(expect.arrayContaining(['WebhookUrl', 'WebhookAuthorizationSecret']));
  });
});
