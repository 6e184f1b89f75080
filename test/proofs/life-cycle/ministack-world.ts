import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { startHttpsServer } from '../../support/cloud/https-server.ts';
import { createSelfSignedCertificate } from '../../support/cloud/self-signed-certificate.ts';
import { answerAsHttpApi } from '../ministack/answer-as-http-api.ts';
import { createAwsCalls } from '../ministack/aws-calls.ts';
import { fitTemplate, type Mapping } from '../ministack/fit-template.ts';
import type { MiniStack } from '../ministack/ministack-server.ts';
import { createOperator } from '../ministack/operator.ts';
import { createCollector } from './collector.ts';
import { createListeners } from './ministack-listeners.ts';
import { type RunningTenant, runTenant } from './ministack-tenant.ts';
import { partnerEventSourceName, type Place } from './steps.ts';
import { application, auth0Host, collectorHost, session, stack, type World } from './world.ts';

/** MiniStack, an emulator of AWS by others, with the published bundles beside it in Lambda's runtime client. */
export async function startMiniStackWorld(
  { url: endpoint }: MiniStack,
  { folder, codeRoot }: { readonly folder: string; readonly codeRoot: string },
): Promise<World> {
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
  const certificate = createSelfSignedCertificate([
    auth0Host,
    collectorHost,
    '*.execute-api.us-east-1.amazonaws.com',
  ]);
  mkdirSync(folder, { recursive: true });
  const certificateFile = path.join(folder, 'certificate.pem');
  writeFileSync(certificateFile, certificate.cert);
  const aws = createAwsCalls(endpoint);
  const listeners = await createListeners(endpoint, aws);
  let mappings: readonly Mapping[] = [];
  let tenant: RunningTenant | undefined;
  const https = await startHttpsServer({
    certificate,
    port: 0,
    hosts: { [auth0Host]: (request) => simulator.app.fetch(request), [collectorHost]: collector.host },
    answer: async (call) => tenant && answerAsHttpApi(tenant.receive)(call),
  });
  const loopback = `127.0.0.1:${https.port}`;
  const surroundings = () => ({
    NODE_EXTRA_CA_CERTS: certificateFile,
    STAND_IN_ROUTES: JSON.stringify({ [auth0Host]: loopback, [collectorHost]: loopback }),
  });
  const buckets = new Set<string>();
  const [seen, lines] = [new Set<string>(), [] as string[]];

  async function outputs() {
    return aws.outputsOf(stack);
  }
  const operate = async <T>(
    does: (operator: ReturnType<typeof createOperator>) => Promise<T>,
  ): Promise<T> => {
    const operator = createOperator({
      endpoint,
      outputs: (await outputs()) ?? {},
      httpsPort: https.port,
      certificate: certificate.cert,
    });
    try {
      return await does(operator);
    } finally {
      operator.close();
    }
  };

  async function records(place: Place): Promise<readonly string[]> {
    switch (place) {
      case 'bucket':
        for (const bucket of buckets) {
          // One that went with its stack has been read before.
          lines.push(...(await aws.readNewLines(bucket, seen).catch(() => [])));
        }
        return lines;
      case 'collector':
        return collector.records();
      case 'bus':
        return listeners.busEvents();
      case 'stream':
        return listeners.streamLines();
    }
  }

  return {
    endpoint,
    // It answers the deletion of a change set that is not there with an error, and the CDK CLI ends.
    deployOptions: ['--method', 'direct'],
    fit: (assembly) => void ({ mappings } = fitTemplate(assembly, stack)),
    outputs,
    deployedTemplate: async () => (await aws.templateOf(stack)) ?? '',
    async deployed() {
      const bucket = (await outputs())?.['RecordsBucket'];
      if (bucket !== undefined) buckets.add(bucket);
      await operate((operator) => operator.mendKeys());
      const before = tenant;
      tenant = await runTenant({ endpoint, codeRoot, aws, mappings, surroundings });
      await before?.stop();
    },
    send: {
      webhook: (element) => operate(async (operator) => (await operator.send([element])) === 202),
      partner: (element) => listeners.sendToBus(partnerEventSourceName, element),
    },
    records,
    setCollector: (isUp) => collector.set(isUp),
    flush: () => undefined,
    async fillApplication() {
      const steps = await operate((operator) =>
        operator.rotateByHand(application, (event) => {
          if (tenant === undefined) throw new Error('nothing is deployed');
          return tenant.rotate(event);
        }),
      );
      const failed = steps.filter(({ ok }) => !ok);
      if (failed.length > 0) throw new Error(`the rotation failed: ${JSON.stringify(failed).slice(0, 500)}`);
    },
    playHeartbeat: async () => 'MiniStack calls no API destination',
    deleteGlueDatabase: async () => undefined,
    async close() {
      await tenant?.stop();
      listeners.close();
      await https.close();
    },
  };
}
