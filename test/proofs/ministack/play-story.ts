import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { loadSampleTraffic } from '../../../functions/local/sample-traffic.ts';
import { runCdk, synthesise } from '../../support/cloud/cdk.ts';
import { startHttpsServer } from '../../support/cloud/https-server.ts';
import { createSelfSignedCertificate } from '../../support/cloud/self-signed-certificate.ts';
import { answerAsHttpApi } from './answer-as-http-api.ts';
import { createAwsCalls } from './aws-calls.ts';
import { callCli } from './call-cli.ts';
import { feed, runDeployedFunction } from './deployed-functions.ts';
import { fitTemplate } from './fit-template.ts';
import type { MiniStack } from './ministack-server.ts';
import { createOperator } from './operator.ts';

const stackName = 'session-enricher-acme';
const auth0Host = 'acme.eu.auth0.com';
const client = { client_id: 'proof', client_secret: 'proof-secret' };
const eventCount = 3_000;
const perBody = 100;

interface Story {
  readonly server: MiniStack;
  readonly folder: string;
  readonly say: (line: object) => void;
}

/** From the first deployment to a redrive. False when anything came out otherwise than it should; each line says what. */
export async function playStory({ server, folder, say }: Story): Promise<boolean> {
  const { url: endpoint } = server;
  const assembly = path.join(folder, 'cdk.out');
  const home = path.join(folder, 'home');
  mkdirSync(home);
  const outputsFile = path.join(folder, 'outputs.json');
  let isWell = true;
  const startedMs = performance.now();
  const report = (what: string, ok: boolean, more: object = {}) => {
    isWell &&= ok;
    say({ step: what, ok, seconds: Math.round((performance.now() - startedMs) / 1_000), ...more });
  };

  const synth = await synthesise({
    tenants: 'test/infra/example-tenants',
    codeRoot: 'dist',
    outdir: assembly,
  });
  if (synth.exitCode !== 0) throw new Error(`synth ended with ${synth.exitCode}: ${synth.output}`);
  report('synth', true);
  const fitted = fitTemplate(assembly, stackName);
  const cdk = (args: readonly string[]) => runCdk(args, { endpoint, home, app: assembly });
  for (const args of [
    ['bootstrap'],
    ['deploy', stackName, '--require-approval', 'never', '--outputs-file', outputsFile],
  ]) {
    const { exitCode, output } = await cdk(args);
    report(
      `cdk ${args[0]}`,
      exitCode === 0,
      exitCode === 0 ? {} : { faults: output.split('\n').filter((line) => /fail/i.test(line)) },
    );
    if (exitCode !== 0) return false;
  }
  report('deployed', fitted.resources > 50, { resources: fitted.resources, leftOut: fitted.leftOut });

  const { [stackName]: outputs = {} } = JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const { sessions, elements } = loadSampleTraffic();
  const { client_id: clientId, client_secret: clientSecret } = client;
  const simulator = createAuth0Simulator({
    domain: auth0Host,
    sessions,
    clients: [{ clientId, clientSecret, scopes: ['read:sessions'] }],
  });
  const webhookHost = new URL(outputs['WebhookUrl'] ?? '').hostname;
  const certificate = createSelfSignedCertificate([auth0Host, webhookHost]);
  const certificateFile = path.join(folder, 'certificate.pem');
  writeFileSync(certificateFile, certificate.cert);
  const aws = createAwsCalls(endpoint);
  const run = async (service: string) =>
    runDeployedFunction({
      endpoint,
      codeRoot: 'dist',
      service,
      ...(await aws.settingsOf(`${stackName}-${service}`)),
      surroundings: () => surroundings(),
    });
  const [receive, enrich, rotate] = await Promise.all(['receive', 'enrich', 'rotate-token'].map(run));
  if (!receive || !enrich || !rotate) throw new Error('three functions were asked for');
  const https = await startHttpsServer({
    certificate,
    port: 0,
    hosts: { [auth0Host]: (request) => simulator.app.fetch(request) },
    answer: answerAsHttpApi(receive.invoke),
  });
  const loopback = `127.0.0.1:${https.port}`;
  const surroundings = () => ({
    NODE_EXTRA_CA_CERTS: certificateFile,
    STAND_IN_ROUTES: JSON.stringify({ [auth0Host]: loopback, [webhookHost]: loopback }),
  });
  const operator = createOperator({
    endpoint,
    outputs,
    httpsPort: https.port,
    certificate: certificate.cert,
  });
  const cli = (args: readonly string[]) => callCli(args, { endpoint, home, surroundings: surroundings() });
  const mappings = await Promise.all(
    fitted.mappings.map(async (mapping) => {
      const queue = await operator.findQueue(mapping.queueName);
      return feed(enrich.invoke, mapping, { endpoint, ...queue });
    }),
  );

  const seen = new Set<string>();
  const bucket = outputs['RecordsBucket'] ?? '';
  const records = new Map<string, Record<string, unknown>[]>();
  const collect = async () => {
    for (const line of await aws.readNewLines(bucket, seen)) {
      const record = JSON.parse(line) as { metadata: { uid: string } };
      records.set(record.metadata.uid, [...(records.get(record.metadata.uid) ?? []), record]);
    }
  };

  try {
    const wrong = await operator.send([elements[0] ?? {}], 'wrong');
    report('a wrong Authorization is refused', wrong === 401, { status: wrong });

    await operator.mendKeys();
    const steps = await operator.rotateByHand(client, rotate.invoke);
    report(
      'the token is fetched by the four steps of a rotation',
      steps.every(({ ok }) => ok),
      { steps },
    );

    const events = Array.from({ length: eventCount }, (_, index) => renew(elements, index));
    const sendStartedMs = performance.now();
    const statuses = new Set<number>();
    for (let start = 0; start < events.length; start += perBody) {
      statuses.add(await operator.send(events.slice(start, start + perBody)));
    }
    report('the webhook takes every body', [...statuses].join() === '202', { statuses: [...statuses] });
    await operator.until(
      async () => (await collect(), records.size >= eventCount),
      () => records.size,
    );
    const copies = [...records.values()].map((list) => list.length);
    const enriched = [...records.values()].filter(([one]) =>
      JSON.stringify(one).includes('"status":"enriched"'),
    );
    report('every event is a record in the bucket', records.size === eventCount, {
      sent: eventCount,
      records: records.size,
      twice: copies.filter((count) => count > 1).length,
      enriched: enriched.length,
      secondsFromTheFirst: Math.round((performance.now() - sendStartedMs) / 1_000),
    });
    report('sessions are looked up', enriched.length > 0);

    const dead = renew(elements, eventCount);
    await operator.putAside(dead);
    const redrive = await cli(['redrive', 'acme', '--run', '--json']);
    await operator.until(
      async () => (await collect(), records.size > eventCount),
      () => records.size,
    );
    report('redrive brings a dead letter back', redrive.exitCode === 0 && records.size === eventCount + 1, {
      exitCode: redrive.exitCode,
      ...(redrive.exitCode === 0 ? {} : { output: redrive.output.slice(-500) }),
    });

    const doctor = await cli([
      ...'doctor acme --json --tenants test/infra/example-tenants --outputs-file'.split(' '),
      outputsFile,
    ]);
    const results = JSON.parse(doctor.stdout) as readonly { check: string; status: string; detail: string }[];
    const others = results.filter(({ status }) => status !== 'ok');
    report(
      'doctor finds all well',
      others.every(({ status }) => status !== 'fail'),
      {
        checks: results.length,
        others: others.map(({ check, status, detail }) => `${status} ${check}: ${detail}`),
      },
    );
  } finally {
    if (!isWell)
      process.stderr.write([receive, rotate, enrich].map((one) => one.logs().slice(-3_000)).join('\n'));
    await Promise.all(mappings.map((mapping) => mapping.stop()));
    await Promise.all([receive.stop(), enrich.stop(), rotate.stop()]);
    operator.close();
    await https.close();
  }
  return isWell;
}

/** A sample event as a new one. */
function renew(elements: ReturnType<typeof loadSampleTraffic>['elements'], index: number) {
  const element = elements[index % elements.length] ?? {};
  const log_id = `90020261129${String(index).padStart(30, '0')}`;
  return { log_id, data: { ...(element['data'] as object), log_id } };
}
