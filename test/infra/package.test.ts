import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { functionNames } from '../../infra/build/bundle.ts';

interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
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

// A folder of somebody else's, with what `npm install` of the package would leave there. npm itself is not asked: it
// would go to the registry.
beforeAll(() => {
  mkdirSync(installed, { recursive: true });
  cpSync('package.json', path.join(installed, 'package.json'));
  execFileSync(
    process.execPath,
    [tsc, '-p', 'tsconfig.package.json', '--outDir', path.join(installed, 'dist/package')],
    { cwd: root },
  );
  for (const service of functionNames) {
    mkdirSync(path.join(installed, 'dist', service), { recursive: true });
    writeFileSync(path.join(installed, 'dist', service, 'index.mjs'), 'export const handler = 1;\n');
  }
  for (const peer of [...Object.keys(manifest.peerDependencies), '@types']) {
    symlinkSync(path.join(root, 'node_modules', peer), path.join(app, 'node_modules', peer));
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

  it('brings its types', () => {
    writeFileSync(
      path.join(app, 'wrong.ts'),
      `${readExample()}
import { toSourceCidrs } from 'session-enricher/auth0-addresses';
export const cidrs: string[] = toSourceCidrs(['auth0:eu']);
// @ts-expect-error there is no such plan
new SessionEnricher(stack, 'Wrong', { tenant: 'acme', auth0Domain: 'acme.eu.auth0.com', budget: 'free', destinations: [], alarmTopic: 'no-alarm' });
`,
    );
    expect(() => run(process.execPath, [tsc, ...options, 'wrong.ts'])).not.toThrow();
  });

  it('has an example for each construct that an app names, and all of them compile', () => {
    const examples = publicConstructs.map((file) => [file, readExampleOf(file)] as const);
    for (const [file, example] of examples) {
      expect([file, example]).toEqual([
        file,
        expect.stringContaining(`session-enricher/constructs/${file}'`),
      ]);
      writeFileSync(path.join(app, `example-${file}.ts`), `${exampleBeginning}${example}`);
    }

    expect(() => run(process.execPath, [tsc, ...options, ...examples.map(toFileName)])).not.toThrow();

    writeFileSync(
      path.join(app, 'example-wrong.ts'),
      `${exampleBeginning}${examples[0]?.[1]}const wrong: 1 = 2;`,
    );
    expect(() => run(process.execPath, [tsc, ...options, 'example-wrong.ts'])).toThrow('Command failed');
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
