import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { App } from 'aws-cdk-lib';
import { setTimeout as wait } from 'node:timers/promises';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { heartbeatType } from '../../../functions/log-event/heartbeat.ts';
import { addTenants, quickAppProps } from '../../../infra/tenants-app.ts';
import { parseTenant } from '../../../infra/tenant/tenant-config.ts';
import { type Cloud, startCloud } from '../../support/cloud/cloud.ts';
import { sendToDeployed } from '../../support/cloud/send-to-deployed.ts';
import { createDeployedTenant } from '../../support/cloud/deployed-tenant.ts';
import { createOperator, type Deployment } from './operator.ts';
import {
  type Deed,
  firstFile,
  lakeBucket,
  partnerEventSourceName,
  type Place,
  places,
  type Step,
} from './steps.ts';
import { logIdOf, startTraffic } from './traffic.ts';

const stack = 'session-enricher-acme';
const client = { client_id: 'client', client_secret: 'client-secret-0123456789' };
const session = { id: 'session-0123456789abcdefghijk', user_id: 'auth0|1' };
type File = Readonly<Record<string, unknown>>;

/** Longer than what an invocation did not finish is hidden: six minutes. */
const longMs = 420_000;

export interface PlayOptions {
  readonly steps: readonly Step[];
  readonly folder: string;
  readonly codeRoot: string;
  /** An earlier state of the stack, already synthesised, that the first step upgrades. */
  readonly earlier?: { readonly what: string; readonly assembly: string };
  readonly say: (line: object) => void;
}

export interface PlayResult {
  readonly steps: number;
  readonly sent: number;
  readonly lost: number;
  readonly faults: number;
}

/** Plays the steps, one after the other, while events come; what was lost is told after each of them, and at the end. */
export async function playLife({ steps, folder, codeRoot, earlier, say }: PlayOptions): Promise<PlayResult> {
  const simulator = createAuth0Simulator({
    domain: 'acme.eu.auth0.com',
    sessions: [session],
    clients: [{ clientId: client.client_id, clientSecret: client.client_secret, scopes: ['read:sessions'] }],
  });
  const collected: string[] = [];
  let isSplunkUp = true;
  const cloud = await startCloud({
    bufferingMs: 200,
    hosts: {
      'acme.eu.auth0.com': (request) => simulator.app.fetch(request),
      'splunk.example': async (request) => {
        if (!isSplunkUp) return new Response('busy', { status: 503 });
        collected.push(await request.text());
        return Response.json({ text: 'Success', code: 0 });
      },
    },
  });
  cloud.aws.buses.offer(partnerEventSourceName, 'PENDING');
  cloud.aws.buses.create('security');
  cloud.aws.streams.create('siem');
  cloud.buckets.create(lakeBucket);
  const operator = createOperator({ cloud, stack, folder });
  const tenant = createDeployedTenant(cloud, stack);
  const buckets = new Set<string>();
  let faults = 0;
  const report = (step: string, deployment: Deployment, more: object = {}) => {
    if (!deployment.ok) faults += 1;
    say({ step, ...deployment, ...more });
  };

  const arrived = (place: Place): readonly string[] => {
    switch (place) {
      case 'bucket':
        return [...buckets].flatMap((bucket) => readLines(cloud, bucket));
      case 'collector':
        return collected.flatMap((body) => body.split('\n'));
      case 'bus':
        return cloud.aws.buses.events('security').map(({ detail }) => JSON.stringify(detail));
      case 'stream':
        return cloud.aws.streams.lines('siem');
    }
  };
  const idsAt = (place: Place) =>
    new Set(arrived(place).flatMap((record) => [...splitEvents(record)].map(logIdOf)));
  /** What each event has to reach: every destination that was there before and after the step, or else either. */
  const mustReach = new Map<number, { readonly all: readonly Place[]; readonly any: readonly Place[] }>();
  const traffic = startTraffic({
    sessionId: session.id,
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
  });
  const findLost = (count: number) => {
    const ids = new Map(places.map((place) => [place, idsAt(place)]));
    const has = (place: Place, logId: string) => ids.get(place)?.has(logId) === true;
    return traffic.sent.slice(0, count).filter(({ logId, step }) => {
      const { all = [], any = [] } = mustReach.get(step) ?? {};
      return !all.every((place) => has(place, logId)) || !any.some((place) => has(place, logId));
    });
  };
  /** As long as fewer are missing than before: what an invocation did not finish comes back after its visibility timeout. */
  const settle = async (patienceMs: number) => {
    // More come meanwhile, and have their turn after the next step.
    const count = traffic.sent.length;
    let [missing, sinceMs] = [findLost(count).length, performance.now()];
    while (missing > 0 && performance.now() - sinceMs < patienceMs) {
      await wait(500);
      cloud.flushDeliveries();
      const now = findLost(count).length;
      if (now < missing) sinceMs = performance.now();
      missing = now;
    }
    return missing;
  };

  const deeds: Readonly<Record<Deed, () => Promise<string | undefined>>> = {
    async 'fill in the application and rotate'() {
      await tenant.fillClient(client);
      return undefined;
    },
    async 'fill in the collector’s token'() {
      for (const name of ['splunk', 'siem']) {
        await operator
          .fillSecret(`session-enricher/acme/destination-${name}`, `token-of-${name}`)
          .catch(() => undefined);
      }
      return undefined;
    },
    async 'pause the log stream until every queue is empty'() {
      traffic.setWay('none');
      const missing = await settle(longMs);
      return missing > 0 ? `${missing} events are still on their way` : undefined;
    },
    async 'delete the delivery streams that stayed'() {
      await operator.deleteStreams([`${stack}-records`, `${stack}-lake-3002`, `${stack}-lake-6003`]);
      return undefined;
    },
    async 'delete the Glue database'() {
      await cloud.deleteByHand('AWS::Glue::Database', 'session_enricher_acme_security_lake');
      return undefined;
    },
    async 'let the schedule send a heartbeat'() {
      const statuses = await cloud.runSchedules();
      if (statuses.join() !== '202') return `the webhook answered ${statuses.join() || 'nobody'}`;
      const isThere = () =>
        arrived('bucket').some((record) => record.includes(heartbeatType)) &&
        /"HeartbeatsDelivered":1\b/.test(cloud.lambda.logs(`${stack}-enrich`));
      for (let tries = 0; tries < 240 && !isThere(); tries += 1) await wait(500);
      return isThere() ? undefined : 'the heartbeat became no record, or was not counted';
    },
    async 'redrive what waited for splunk to siem'() {
      const { exitCode, stderr } = await operator.redrive('Https-splunk', 'Https-siem');
      return exitCode === 0 ? undefined : `redrive ended with ${exitCode}: ${stderr.slice(-300)}`;
    },
  };

  const synthesise = (file: File, index: number) => {
    const outdir = path.join(folder, `step-${index}`);
    const app = new App({ ...quickAppProps, outdir });
    const tenants = [parseTenant('acme', JSON.stringify(file))];
    addTenants({ app, tenants, codeRoot, hasTemplateRules: false });
    app.synth();
    return outdir;
  };

  try {
    let file: File = firstFile;
    let assembly = earlier?.assembly ?? synthesise(file, 0);
    mustReach.set(0, { all: ['bucket'], any: ['bucket'] });
    const { exitCode } = await operator.bootstrap(assembly);
    if (exitCode !== 0) throw new Error(`cdk bootstrap ended with ${exitCode}`);
    const first = await operator.deploy(assembly);
    report(earlier === undefined ? 'a first deployment' : `a first deployment of ${earlier.what}`, first);
    if (!first.ok) return { steps: 1, sent: 0, lost: 0, faults };
    await deeds['fill in the application and rotate']();
    buckets.add(tenant.output('RecordsBucket'));
    traffic.setWay('webhook');
    await wait(2_000);

    for (const [position, step] of steps.entries()) {
      const index = position + 1;
      const before = file;
      file = withoutUndefined({ ...file, ...step.file });
      mustReach.set(index, toPlaces(before, file));
      traffic.setStep(index);
      const troubles: string[] = [];
      const doDeeds = async (list: readonly Deed[] = []) => {
        for (const deed of list) {
          const trouble = await deeds[deed]();
          if (trouble !== undefined) troubles.push(trouble);
        }
      };
      const way = toWay(before, file);
      const isAway = step.isDestroyed === true || cloud.stacks.find(stack) === undefined;
      traffic.setWay(isAway ? 'none' : way);
      if (step.isSplunkUp !== undefined) isSplunkUp = step.isSplunkUp;
      const stepStartedMs = performance.now();
      await doDeeds(step.before);
      if (step.isDestroyed !== true) assembly = synthesise(file, index);
      const deployment = step.isDestroyed
        ? await operator.destroy(assembly)
        : await operator.deploy(assembly);
      if (deployment.ok && step.isDestroyed !== true) {
        const bucket = cloud.stacks.outputs(stack)['RecordsBucket'];
        if (bucket !== undefined) buckets.add(bucket);
        traffic.setWay(toWay(file, file));
        await doDeeds(step.after);
      }
      await wait(1_000);
      const waiting = isSplunkUp && step.isDestroyed !== true ? await settle(10_000) : undefined;
      report(
        step.what,
        { ...deployment, ok: deployment.ok && troubles.length === 0 },
        {
          sent: traffic.sent.length,
          ...(waiting !== undefined && { waiting }),
          ...(troubles.length > 0 && { troubles }),
          seconds: Math.round((performance.now() - stepStartedMs) / 1_000),
        },
      );
      if (!deployment.ok) break;
    }
    traffic.setWay('none');
    const lost = await settle(longMs);
    return { steps: steps.length + 1, sent: traffic.sent.length, lost, faults };
  } finally {
    await traffic.stop();
    tenant.close();
    operator.close();
    await cloud.close();
  }
}

/** The app of an earlier commit with one tenant, synthesised by the packages of now. */
export function synthesiseEarlier(root: string, commit: string, folder: string): string {
  const checkout = path.join(folder, 'earlier');
  mkdirSync(checkout);
  const archive = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 1_024 ** 3 });
  execFileSync('tar', ['-x', '-C', checkout], { input: archive });
  symlinkSync(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'));
  const run = (args: readonly string[], env: object = {}) =>
    execFileSync(process.execPath, ['--import', 'tsx', ...args], {
      cwd: checkout,
      env: { PATH: process.env['PATH'], CDK_VALIDATION: 'false', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  run(['infra/build/build.ts']);
  const outdir = path.join(folder, 'earlier.out');
  run(['infra/app.ts'], {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ tenants: path.relative(checkout, path.join(folder, 'tenants')) }),
  });
  return outdir;
}

const withoutUndefined = (file: File): File =>
  Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));

function toPlaces(before: File, after: File) {
  const [old, now] = [before, after].map((file) => new Set(placesOf(file)));
  const all = [...(old ?? [])].filter((place) => now?.has(place));
  return { all, any: [...new Set([...(old ?? []), ...(now ?? [])])] };
}

function placesOf({ destinations }: File): Place[] {
  return (destinations as readonly { readonly type: string }[]).flatMap(({ type }): Place[] => {
    if (type === 'bucket') return ['bucket'];
    if (type === 'eventBus') return ['bus'];
    if (type === 'deliveryStream') return ['stream'];
    return type === 'https' ? ['collector'] : [];
  });
}

/** A way that is open before and after: what nobody listens to is paused in Auth0 first, as the guide says. */
function toWay(before: File, after: File): 'webhook' | 'partner' | 'none' {
  const isOpen = (key: string) =>
    [before, after].every(({ ingress }) => (ingress as Record<string, unknown>)[key] !== undefined);
  if (isOpen('eventBridge')) return 'partner';
  return isOpen('webhook') ? 'webhook' : 'none';
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

/** HEC bodies hold events one after the other; elsewhere a line is one record. */
const splitEvents = (record: string) => record.split(/(?<=\})(?=\{"(?:time|event|host|source)":)/);
