import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { functionNames } from '../../infra/build/bundle.ts';
import { compilePackage } from '../../infra/build/compile-package.ts';

interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly files: readonly string[];
}

const root = process.cwd();
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const app = mkdtempSync(path.join(tmpdir(), 'foreign-app-'));
const installed = path.join(app, 'node_modules/session-enricher');
const run = (file: string, args: readonly string[]) =>
  execFileSync(file, args, { cwd: app, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

/** The code of the deployment guide, under "In an app of your own". */
function readExample(): string {
  const [, code = ''] =
    /## In an app of your own[\s\S]*?```ts\n([\s\S]*?)```/.exec(readFileSync('docs/deploying.md', 'utf8')) ??
    [];
  return code;
}

const samples = 'node_modules/session-enricher/dist/package/functions/local/samples/log-events.ndjson';

const toBin = (name: string) => path.join(installed, manifest.bin[name] ?? '');

/** Runs the package's command in the app's folder, by Node alone. */
function callBin(...args: readonly string[]) {
  const { PATH = '' } = process.env;
  const env = { PATH, AWS_EC2_METADATA_DISABLED: 'true' };
  return spawnSync(process.execPath, [toBin('session-enricher'), ...args], {
    cwd: app,
    encoding: 'utf8',
    env,
  });
}

/** Used by the deployed functions alone, whose bundles bring them along: what is deployed stands in one list. */
const inBundlesAlone: readonly string[] = [
  '@aws-lambda-powertools/idempotency',
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/util-dynamodb',
];

/** The packages that compiled files below a folder import, by name. */
function importsBelow(folder: string): Set<string> {
  const compiled = path.join(installed, 'dist/package', folder);
  const files = readdirSync(compiled, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(compiled, name))
    .filter((file) => file.endsWith('.js') && !file.includes('/page/') && statSync(file).isFile());
  const sources = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|^import|\bimport\() ?['"](@?\w[\w@./:-]*)['"]/gm)].map(
      ([, source = '']) => source,
    ),
  );
  // Examples in docstrings import the package itself.
  const packages = sources.filter((source) => !/^(?:node:|session-enricher\/)/.test(source));
  return new Set(packages.map((source) => /^(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? source));
}

const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', 'node'];

/** What an app puts into its stacks: the enricher, its destinations, and where alarms go. */
const publicConstructs = readdirSync('infra/constructs')
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((file) => file.endsWith('-destination') && file !== 'record-destination')
  .concat('session-enricher', 'alarm-topic');

/** What the docstrings take for granted: the stack, and somebody who is granted something. */
const exampleBeginning = `import type { Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
declare const stack: Stack;
declare const someRole: Role;
`;

const toFileName = ([file]: readonly [string, string]) => `example-${file}.ts`;

/** The `@example` of a construct's docstring. */
function readExampleOf(file: string): string {
  const source = readFileSync(`infra/constructs/${file}.ts`, 'utf8');
  const [, code = ''] = / \* @example\n \* ```ts\n([\s\S]*?) \* ```\n \*\/\nexport class /.exec(source) ?? [];
  return code.replaceAll(/^ \* ?/gm, '');
}

/** What npm would put beside the package for its dependencies, and for theirs. */
function listInstalled(): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
  };
  return Object.entries(packages).flatMap(([place, { dev, devOptional }]) => {
    const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place) ?? [];
    return name === undefined || dev === true || devOptional === true ? [] : [name];
  });
}

// A folder of somebody else's, with what `npm install` of the package would leave there. npm itself is not asked: it
// would go to the registry.
beforeAll(() => {
  mkdirSync(installed, { recursive: true });
  cpSync('package.json', path.join(installed, 'package.json'));
  compilePackage(path.join(installed, 'dist/package'));
  cpSync('docs/schemas', path.join(installed, 'docs/schemas'), { recursive: true });
  for (const service of functionNames) {
    mkdirSync(path.join(installed, 'dist', service), { recursive: true });
    writeFileSync(path.join(installed, 'dist', service, 'index.mjs'), 'export const handler = 1;\n');
  }
  for (const name of [...listInstalled(), ...Object.keys(manifest.peerDependencies), '@types']) {
    mkdirSync(path.dirname(path.join(app, 'node_modules', name)), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), path.join(app, 'node_modules', name));
  }
  writeFileSync(path.join(app, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(app, { recursive: true }));

describe('the package, in an app outside of the repository', () => {
  it('is imported by its name and synthesises, as the deployment guide shows', () => {
    const code = `${readExample()}
stack.node.root.synth();
process.stdout.write(enricher.queue.node.path);`;
    writeFileSync(path.join(app, 'app.js'), code);

    expect(readExample()).toMatch(/from 'session-enricher\/constructs\/session-enricher'/);
    expect(run(process.execPath, ['app.js'])).toBe('Identity/SessionEnricher/EventQueue/Queue');
  });

  it('brings the tables of Security Lake along', () => {
    const code = `import { SecurityLakeDestination } from 'session-enricher/constructs/security-lake-destination';
process.stdout.write(typeof SecurityLakeDestination);`;
    writeFileSync(path.join(app, 'lake.js'), code);

    expect(run(process.execPath, ['lake.js'])).toBe('function');
  });

  it('brings its types, and an example that compiles for each construct that an app names', () => {
    const examples = publicConstructs.map((file) => [file, readExampleOf(file)] as const);
    for (const [file, example] of examples) {
      expect([file, example]).toEqual([
        file,
        expect.stringContaining(`session-enricher/constructs/${file}'`),
      ]);
      writeFileSync(path.join(app, `example-${file}.ts`), `${exampleBeginning}${example}`);
    }
    writeFileSync(
      path.join(app, 'types.ts'),
      `${readExample()}
import { toSourceCidrs } from 'session-enricher/auth0-addresses';
export const cidrs: string[] = toSourceCidrs(['auth0:eu']);
// @ts-expect-error there is no such plan
new SessionEnricher(stack, 'Wrong', { tenant: 'acme', auth0Domain: 'acme.eu.auth0.com', budget: 'free', destinations: [], alarmTopic: 'no-alarm' });
`,
    );
    writeFileSync(
      path.join(app, 'wrong.ts'),
      `${exampleBeginning}${examples[0]?.[1]}export const wrong: 1 = 2;`,
    );

    // One run for all of them, as each reads all of CDK's types: what is wrong on purpose shows that it finds faults.
    const files = ['types.ts', 'wrong.ts', ...examples.map(toFileName)];
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...files], {
      cwd: app,
      encoding: 'utf8',
    });

    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^wrong\.ts\(.*Type '2' is not assignable to type '1'/),
    ]);
  });

  it('runs its commands as plain JavaScript, and names them as its user calls them', () => {
    const { stdout, stderr, status } = callBin('enrich', samples);

    expect({ status, stderr: stderr.match(/npm run|error/)?.[0] }).toEqual({ status: 0, stderr: undefined });
    const records = stdout.trim().split('\n');
    expect(records).toHaveLength(readFileSync(path.join(app, samples), 'utf8').trim().split('\n').length);
    expect(JSON.parse(records[0] ?? '')).toMatchObject({
      metadata: { version: '1.8.0' },
    });
    for (const args of [['--help'], ['enrich', '--help'], ['start', '--help'], ['doctor', 'nobody']]) {
      const { stdout: said, stderr: told } = callBin(...args);
      expect(said + told).toContain('npx session-enricher');
      expect(said + told).not.toMatch(/npm (?:run|start|--silent)/);
    }
  });

  it('plays its samples through the local system and has every file of its page', () => {
    const { stdout, stderr, status } = callBin('start', '--once');

    expect({ status, fault: /(?:error|fault).*/.exec(stderr)?.[0] }).toEqual({ status: 0 });
    expect(stdout.trim().split('\n').length).toBeGreaterThan(40);
    expect(readdirSync(path.join(installed, 'dist/package/functions/local/playground/page')).sort()).toEqual(
      readdirSync('functions/local/playground/page').sort(),
    );
  });

  it('writes a tenant file into the folder of its user, and makes its stack', () => {
    const answers = '--domain acme.eu.auth0.com --plan enterprise --ingress webhook --email none'.split(' ');
    const { status, stderr } = callBin('tenant', 'new', 'acme', ...answers);

    expect({ status, stderr: stderr.match(/npm run build/)?.[0] }).toEqual({ status: 0, stderr: undefined });
    const schema = '../../node_modules/session-enricher/docs/schemas/tenant.schema.json';
    const file = readFileSync(path.join(app, 'infra/tenants/acme.json'), 'utf8');
    expect((JSON.parse(file) as { $schema: string }).$schema).toBe(schema);
    expect(readFileSync(path.join(app, 'infra/tenants', schema), 'utf8')).toContain('"auth0"');

    const outdir = path.join(app, 'cdk.out');
    execFileSync(process.execPath, [toBin('session-enricher-app')], {
      cwd: app,
      env: { CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' },
    });
    expect(readdirSync(outdir)).toContain('session-enricher-acme.template.json');
  });

  it('depends on what it imports, and on nothing else', () => {
    const imported = { functions: importsBelow('functions'), infra: importsBelow('infra') };
    const { dependencies, peerDependencies } = manifest;

    // A page of the local system is resolved by name, and read.
    const resolved = ['preact', 'uplot'];
    expect([...imported.functions].filter((name) => !(name in dependencies))).toEqual([]);
    expect([...imported.infra].filter((name) => !(name in { ...dependencies, ...peerDependencies }))).toEqual(
      [],
    );
    const used = new Set([...imported.functions, ...imported.infra, ...resolved, ...inBundlesAlone]);
    expect(Object.keys(dependencies).filter((name) => !used.has(name))).toEqual([]);
  });

  it('has commands that may be run, and asks those who only run them for no CDK', () => {
    for (const file of Object.values(manifest.bin)) {
      expect(readFileSync(path.join(installed, file), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      expect(manifest.files.some((folder) => file.startsWith(`${folder}/`))).toBe(true);
    }
    expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(Object.keys(manifest.peerDependencies));
    expect(manifest).not.toHaveProperty('private');
  });

  it('has a default and types for each of its entries', () => {
    for (const entry of Object.values(manifest.exports)) {
      if (typeof entry === 'string') continue;
      expect(Object.keys(entry)).toEqual(['types', 'default']);
      for (const file of Object.values(entry)) {
        expect(manifest.files.some((folder) => file.startsWith(`./${folder}/`))).toBe(true);
      }
    }
  });

  it('brings the code of every function', () => {
    expect(manifest.files).toEqual(expect.arrayContaining(functionNames.map((name) => `dist/${name}`)));
  });

  it('is developed with what it accepts beside it', () => {
    for (const [peer, range] of Object.entries(manifest.peerDependencies)) {
      expect([peer, range]).toEqual([peer, `^${manifest.devDependencies[peer]}`]);
    }
  });
});
