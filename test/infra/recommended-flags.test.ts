import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { BucketDestination } from '../../infra/constructs/bucket-destination.ts';
import type { RecordDestination } from '../../infra/constructs/record-destination.ts';
import { SecurityLakeDestination } from '../../infra/constructs/security-lake-destination.ts';
import { SessionEnricher } from '../../infra/constructs/session-enricher.ts';
import { EnricherStack } from '../../infra/enricher-stack.ts';
import { lakeSources } from './lake-sources.ts';
import { codeRoot, createApp, everything, synthUnderNag, toConfig } from './synthesise.ts';

/** What `cdk init` writes into the cdk.json of a new app. */
const recommendedFlags = JSON.parse(
  readFileSync('node_modules/aws-cdk-lib/recommended-feature-flags.json', 'utf8'),
) as Readonly<Record<string, unknown>>;

const environments: readonly [name: string, env: StackProps['env']][] = [
  ['in an account and Region', { account: '111122223333', region: 'eu-central-1' }],
  ['in GovCloud', { account: '111122223333', region: 'us-gov-west-1' }],
  ['anywhere', undefined],
];

const destinations: readonly [name: string, create: () => readonly RecordDestination[]][] = [
  ['a bucket', () => [new BucketDestination()]],
  ['Security Lake', () => [new SecurityLakeDestination({ sources: lakeSources })]],
  ['both', () => [new BucketDestination(), new SecurityLakeDestination({ sources: lakeSources })]],
];

function createInitApp(): App {
  const app = createApp();
  for (const [flag, value] of Object.entries(recommendedFlags)) app.node.setContext(flag, value);
  return app;
}

describe.each(environments)('an app with every flag that CDK recommends, %s', (_place, env) => {
  const envProps = env && { env };

  it.each(destinations)('is clean under cdk-nag with the construct and %s', (_what, create) => {
    const app = createInitApp();
    const stack = new Stack(app, 'Identity', envProps);
    new SessionEnricher(stack, 'SessionEnricher', {
      tenant: 'acme',
      auth0Domain: 'acme.eu.auth0.com',
      budget: 'enterprise',
      ocsfVersion: '1.3.0',
      destinations: create(),
      alarmTopic: new Topic(stack, 'Alarms', { enforceSSL: true }),
      codeRoot,
    });

    expect(() => synthUnderNag(app)).not.toThrow();
  });
});

it.each<[place: string, props: StackProps]>([
  ['in an account and Region', { env: { account: '111122223333', region: 'eu-central-1' } }],
  ['anywhere', {}],
])('a tenant file that asks for everything is clean under cdk-nag with these flags, %s', (_place, props) => {
  const app = createInitApp();
  // Without the bucket for access logs: CDK warns that somebody else has to let S3 write there.
  const bucket = { type: 'bucket', expireAfterDays: 730, infrequentAccessAfterDays: 90 };
  const others = (everything['destinations'] as readonly object[]).slice(1);
  const config = toConfig({ ...everything, destinations: [bucket, ...others] });
  new EnricherStack(app, 'session-enricher-acme', { config, codeRoot, ...props });

  expect(() => synthUnderNag(app)).not.toThrow();
});

it('knows the flags of the CDK beside it', () => {
  expect(Object.keys(recommendedFlags).length).toBeGreaterThan(50);
  expect(new App().node.tryGetContext(Object.keys(recommendedFlags)[0] ?? '')).toBeUndefined();
});
