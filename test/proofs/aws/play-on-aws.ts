import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { loadSampleTraffic } from '../../../functions/local/sample-traffic.ts';
import type { AwsCheckOptions } from './choose-account.ts';

const tenant = 'awscheck';
const stackName = `session-enricher-${tenant}`;
/** Firehose holds records for five minutes. */
const deliveryLimitMs = 15 * 60_000;

interface Play extends AwsCheckOptions {
  readonly root: string;
  readonly folder: string;
  readonly say: (line: object) => void;
}

/**
 * Deploys, sends, counts what arrives, redrives, and removes everything again. There is no Auth0 behind it: records say
 * `unauthorized`, as those of a tenant whose secrets are not filled in. False when a step came out otherwise.
 */
export async function playOnAws({
  account,
  region,
  events,
  isKept,
  root,
  folder,
  say,
}: Play): Promise<boolean> {
  const tenants = path.join(folder, 'tenants');
  const outputsFile = path.join(folder, 'outputs.json');
  mkdirSync(tenants);
  writeFileSync(path.join(tenants, `${tenant}.json`), JSON.stringify(tenantFile));
  const env = {
    ...process.env,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    CDK_DEFAULT_ACCOUNT: account,
    CDK_DEFAULT_REGION: region,
  };
  let isWell = true;
  const report = (step: string, ok: boolean, more: object = {}) => {
    isWell &&= ok;
    say({ step, ok, ...more });
    return ok;
  };
  const run = (file: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(file, args, { cwd: root, encoding: 'utf8', env });
    return {
      ok: status === 0,
      stdout,
      fault: status === 0 ? {} : { fault: (stdout + stderr).slice(-2_000) },
    };
  };
  const cdk = (...args: readonly string[]) => run('npx', 'cdk', ...args, '--context', `tenants=${tenants}`);
  const aws = (...args: readonly string[]) => run('aws', ...args, '--region', region, '--output', 'text');

  const built = run('npm', 'run', '--silent', 'build');
  if (!report('npm run build', built.ok, built.fault)) return false;
  const deployOptions = ['--require-approval', 'never', '--outputs-file', outputsFile];
  const deployed = cdk('deploy', stackName, ...deployOptions);
  let bucket = '';
  try {
    if (!report('cdk deploy', deployed.ok, deployed.fault)) return false;
    const { [stackName]: outputs = {} } = JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    bucket = outputs['RecordsBucket'] ?? '';
    const secret = aws(
      ...'secretsmanager get-secret-value --query SecretString --secret-id'.split(' '),
      outputs['WebhookAuthorizationSecret'] ?? '',
    );
    const send = async (body: string, authorization: string) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const { status } = await fetch(outputs['WebhookUrl'] ?? '', { method: 'POST', headers, body });
      return status;
    };
    const refused = await send('{}', 'wrong');
    report('a wrong Authorization is refused', refused === 401, { status: refused });

    const sent = toEvents(events + 1);
    const statuses = new Set<number>();
    for (let start = 0; start < events; start += 100) {
      const body = sent.slice(start, Math.min(start + 100, events)).map((one) => JSON.stringify(one));
      statuses.add(await send(body.join('\n'), secret.stdout.trim()));
    }
    report('the webhook takes every body', [...statuses].join() === '202', { statuses: [...statuses] });
    const put = aws(
      'sqs',
      'send-message',
      '--queue-url',
      outputs['DeadLetterQueueUrl'] ?? '',
      '--message-body',
      JSON.stringify(sent[events]),
    );
    const redriven = run('npm', 'run', '--silent', 'cli', '--', 'redrive', tenant, '--run', '--json');
    report('redrive takes the dead letter', put.ok && redriven.ok, { ...put.fault, ...redriven.fault });

    const startedMs = Date.now();
    const records = new Map<string, number>();
    while (records.size <= events && Date.now() - startedMs < deliveryLimitMs) {
      await wait(15_000);
      records.clear();
      const target = path.join(folder, 'records');
      run('aws', 's3', 'sync', `s3://${bucket}/records/`, target, '--region', region, '--only-show-errors');
      for (const uid of readUids(target)) records.set(uid, (records.get(uid) ?? 0) + 1);
    }
    report('every event is a record in the bucket', records.size === events + 1, {
      sent: events + 1,
      records: records.size,
      twice: [...records.values()].filter((count) => count > 1).length,
      seconds: Math.round((Date.now() - startedMs) / 1_000),
    });
    const doctor = run(
      'npm',
      ...`run --silent cli -- doctor ${tenant} --json --tenants`.split(' '),
      tenants,
      '--outputs-file',
      outputsFile,
    );
    const failed = (JSON.parse(doctor.stdout || '[]') as { check: string; status: string }[])
      .filter(({ status }) => status === 'fail')
      .map(({ check }) => check);
    // Nobody has filled in the application, so there is no token.
    const expected = ['Auth0 client', 'token', 'Sessions API'];
    report(
      'doctor finds nothing but the missing application',
      failed.every((one) => expected.includes(one)),
      {
        failed,
      },
    );
  } finally {
    if (!isKept) {
      if (bucket !== '') run('aws', 's3', 'rm', `s3://${bucket}`, '--recursive', '--region', region);
      const destroyed = cdk('destroy', stackName, '--force');
      report('cdk destroy', destroyed.ok, destroyed.fault);
    } else say({ kept: stackName, account, region });
  }
  return isWell;
}

const tenantFile = {
  auth0: { domain: `${tenant}.eu.auth0.com`, plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [{ type: 'bucket' }],
  alarms: 'none',
  removalPolicy: 'destroy',
};

/** Sample events as new ones, of this moment: a table that remembers has seen none of them. */
function toEvents(count: number): readonly object[] {
  const { elements } = loadSampleTraffic();
  const moment = String(Date.now());
  return Array.from({ length: count }, (_, index) => {
    const log_id = `900${moment}${String(index).padStart(38, '0')}`;
    return { log_id, data: { ...(elements[index % elements.length]?.['data'] as object), log_id } };
  });
}

function readUids(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.gz'),
  );
  const lines = files.flatMap((name) =>
    gunzipSync(readFileSync(path.join(folder, name)))
      .toString()
      .split('\n'),
  );
  return lines
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { metadata: { uid: string } }).metadata.uid);
}
