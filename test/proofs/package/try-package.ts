import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface TryOptions {
  /** The repository, which has been built. */
  readonly root: string;
  /** An empty folder outside of it. */
  readonly folder: string;
  /** @default packs the repository */
  readonly tarball: string | undefined;
  readonly say: (line: object) => void;
}

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** False when a step does not do what it should; every step is a line, with its seconds. */
export async function tryPackage({ root, folder, tarball, say }: TryOptions): Promise<boolean> {
  const startedMs = performance.now();
  let isWell = true;
  const report = (step: string, ok: boolean, more: object = {}) => {
    isWell &&= ok;
    say({ step, ok, seconds: Math.round((performance.now() - startedMs) / 100) / 10, ...more });
  };
  const run = (file: string, args: readonly string[], cwd: string) => {
    const { status, stdout, stderr } = spawnSync(file, args, {
      cwd,
      encoding: 'utf8',
      env: toEnvironment(folder),
    });
    return {
      ok: status === 0,
      stdout,
      stderr,
      fault: status === 0 ? {} : { fault: (stdout + stderr).slice(-1_500) },
    };
  };

  const packed = tarball ?? pack(root, folder);
  const app = path.join(folder, 'app');
  mkdirSync(app);
  writeFileSync(path.join(app, 'package.json'), '{"name":"somebody-elses","private":true}\n');
  const installed = run('npm', ['install', '--no-audit', '--no-fund', packed], app);
  report('npm install', installed.ok, { node: process.version, ...installed.fault });
  if (!installed.ok) return false;

  const samples = 'node_modules/session-enricher/dist/package/functions/local/samples/log-events.ndjson';
  const enriched = run('npx', ['--no', 'session-enricher', 'enrich', samples], app);
  const records = enriched.stdout.trim().split('\n');
  const sent = readFileSync(path.join(app, samples), 'utf8').trim().split('\n');
  report('first records', enriched.ok && records.length === sent.length, {
    records: records.length,
    ...enriched.fault,
  });

  const tenantOptions = '--domain acme.eu.auth0.com --plan enterprise --ingress webhook --email none'.split(
    ' ',
  );
  const created = run('npx', ['--no', 'session-enricher', 'tenant', 'new', 'acme', ...tenantOptions], app);
  const checked = run('npx', ['--no', 'session-enricher', 'tenant', 'check'], app);
  report('tenant new, tenant check', created.ok && checked.ok, { ...created.fault, ...checked.fault });
  const doctor = run('npx', ['--no', 'session-enricher', 'doctor', 'acme'], app);
  // There are no credentials here: that it says so, and what to do, is what it is for.
  report('doctor says what is missing', /fail {2}AWS/.test(doctor.stdout) && doctor.stdout.includes('→'), {
    ...(/fail {2}AWS/.test(doctor.stdout) ? {} : doctor.fault),
  });
  report('the local page', await tryPage(app, folder));

  const { devDependencies, peerDependencies } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  ) as Manifest;
  const peers = [...Object.keys(peerDependencies), 'aws-cdk', 'typescript', '@types/node'];
  const cdk = run(
    'npm',
    ['install', '--no-audit', '--no-fund', ...peers.map((name) => `${name}@${devDependencies[name]}`)],
    app,
  );
  report('npm install of the CDK', cdk.ok, cdk.fault);
  writeFileSync(path.join(app, 'cdk.json'), '{ "app": "session-enricher-app" }\n');
  const synth = run('npx', ['--no', 'cdk', 'synth', '--quiet', '--no-lookups'], app);
  report('the tenant file becomes a stack', synth.ok, synth.fault);

  for (const lake of [false, true]) {
    const result = tryConstruct(app, root, lake, run);
    report(
      `the construct in a fresh CDK app, ${lake ? 'with' : 'without'} Security Lake`,
      result.ok,
      result.fault,
    );
  }
  return isWell;
}

function pack(root: string, folder: string): string {
  const { stdout, status, stderr } = spawnSync(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`npm pack ended with ${status}: ${stderr.slice(-500)}`);
  const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
  return path.join(folder, packed?.filename ?? '');
}

/** Whoever tries it has no credentials, and no settings of this repository. */
function toEnvironment(home: string): Record<string, string> {
  const { PATH = '' } = process.env;
  const passed = Object.entries(process.env).filter(([name]) =>
    /^(?:npm_config_(?:registry|cafile)|NODE_EXTRA_CA_CERTS|https?_proxy|no_proxy)$/i.test(name),
  );
  return {
    ...Object.fromEntries(passed.map(([name, value = '']) => [name, value])),
    PATH,
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_NO_WARNINGS: '1',
  };
}

/** Starts the local system as its user does, and asks for its page and each file that the page names. */
async function tryPage(app: string, home: string): Promise<boolean> {
  const bin = path.join(app, 'node_modules/.bin/session-enricher');
  const child = spawn(process.execPath, [bin, 'start'], {
    cwd: app,
    env: { ...toEnvironment(home), PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  try {
    for (let tries = 0; tries < 600 && !/^Open (http\S+)$/m.test(said); tries += 1) await wait(100);
    const [, url = ''] = /^Open (http\S+)$/m.exec(said) ?? [];
    const page = await fetch(url);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"#:]+\.(?:js|css))"/g)].map(([, file = '']) => file);
    const answers = await Promise.all(files.map((file) => fetch(new URL(file, url))));
    return page.ok && files.length > 1 && answers.every((answer) => answer.ok);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** An app as `cdk init` makes it: every recommended flag, an account and a Region; cdk-nag has to find nothing. */
function tryConstruct(
  app: string,
  root: string,
  lake: boolean,
  run: (
    file: string,
    args: readonly string[],
    cwd: string,
  ) => { readonly ok: boolean; readonly fault: object },
) {
  const name = lake ? 'lake' : 'bucket';
  const flags = path.join(app, 'node_modules/aws-cdk-lib/recommended-feature-flags.json');
  writeFileSync(
    path.join(app, `${name}.mts`),
    readFileSync(path.join(root, 'test/proofs/package', `${name}-app.txt`), 'utf8'),
  );
  const compiled = run(
    process.execPath,
    [
      'node_modules/typescript/bin/tsc',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      `${name}.mts`,
    ],
    app,
  );
  if (!compiled.ok) return compiled;
  const folder = path.join(app, name);
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, 'cdk.json'),
    JSON.stringify({
      app: `node ../${name}.mjs`,
      context: JSON.parse(readFileSync(flags, 'utf8')) as unknown,
    }),
  );
  return run('npx', ['--no', 'cdk', 'synth', '--quiet', '--no-lookups', '--strict'], folder);
}
