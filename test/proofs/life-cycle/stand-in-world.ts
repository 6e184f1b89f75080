import { gunzipSync } from 'node:zlib';
import { setTimeout as wait } from 'node:timers/promises';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { heartbeatType } from '../../../functions/log-event/heartbeat.ts';
import { type Cloud, startCloud } from '../../support/cloud/cloud.ts';
import { createDeployedTenant } from '../../support/cloud/deployed-tenant.ts';
import { sendToDeployed } from '../../support/cloud/send-to-deployed.ts';
import { createCollector } from './collector.ts';
import { lakeBucket, partnerEventSourceName, type Place } from './steps.ts';
import { application, auth0Host, collectorHost, session, stack, type World } from './world.ts';

/** Our own stand-in of AWS: it knows what CloudFormation retains and imports, and what a role may do. */
export async function startStandInWorld(): Promise<World> {
  const simulator = createAuth0Simulator({
    domain: auth0Host,
    sessions: [session],
    clients: [
      {
        clientId: application.client_id,
        clientSecret: application.client_secret,
        scopes: ['read:sessions'],
      },
    ],
  });
  const collector = createCollector();
  const cloud = await startCloud({
    bufferingMs: 200,
    hosts: { [auth0Host]: (request) => simulator.app.fetch(request), [collectorHost]: collector.host },
  });
  cloud.aws.buses.offer(partnerEventSourceName, 'PENDING');
  cloud.aws.buses.create('security');
  cloud.aws.streams.create('siem');
  cloud.buckets.create(lakeBucket);
  const tenant = createDeployedTenant(cloud, stack);
  const buckets = new Set<string>();

  async function records(place: Place): Promise<readonly string[]> {
    switch (place) {
      case 'bucket':
        return [...buckets].flatMap((bucket) => readLines(cloud, bucket));
      case 'collector':
        return collector.records();
      case 'bus':
        return cloud.aws.buses.events('security').map(({ detail }) => JSON.stringify(detail));
      case 'stream':
        return cloud.aws.streams.lines('siem');
    }
  }

  return {
    endpoint: cloud.aws.url,
    deployOptions: [],
    fit: () => undefined,
    outputs: async () => (cloud.stacks.find(stack) === undefined ? undefined : cloud.stacks.outputs(stack)),
    deployedTemplate: async () => cloud.stacks.find(stack)?.input?.templateText ?? '',
    async deployed() {
      const bucket = cloud.stacks.outputs(stack)['RecordsBucket'];
      if (bucket !== undefined) buckets.add(bucket);
    },
    send: {
      async webhook(element) {
        const authorization = await tenant.readSecret(tenant.output('WebhookAuthorizationSecret'));
        const { status } = await sendToDeployed(tenant.output('WebhookUrl'), cloud.certificate, {
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(element),
        });
        return status === 202;
      },
      async partner(element) {
        cloud.aws.buses.sendAsPartner(partnerEventSourceName, { detailType: 'Auth0 log', detail: element });
        return true;
      },
    },
    records,
    setCollector: (isUp) => collector.set(isUp),
    flush: () => cloud.flushDeliveries(),
    fillApplication: () => tenant.fillClient(application),
    async playHeartbeat() {
      const statuses = await cloud.runSchedules();
      if (statuses.join() !== '202') return `the webhook answered ${statuses.join() || 'nobody'}`;
      const isThere = async () =>
        (await records('bucket')).some((record) => record.includes(heartbeatType)) &&
        /"HeartbeatsDelivered":1\b/.test(cloud.lambda.logs(`${stack}-enrich`));
      for (let tries = 0; tries < 240 && !(await isThere()); tries += 1) await wait(500);
      return (await isThere()) ? undefined : 'the heartbeat became no record, or was not counted';
    },
    deleteGlueDatabase: (name) => cloud.deleteByHand('AWS::Glue::Database', name),
    async close() {
      tenant.close();
      await cloud.close();
    },
  };
}

function readLines(cloud: Cloud, bucket: string): string[] {
  return cloud.buckets
    .keys(bucket)
    .filter((key) => key.startsWith('records/'))
    .flatMap((key) =>
      gunzipSync(cloud.buckets.get(bucket, key) ?? Buffer.alloc(0))
        .toString()
        .split('\n'),
    );
}
