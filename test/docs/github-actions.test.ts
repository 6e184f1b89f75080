import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commands } from '../../functions/cli/commands.ts';
import { functionNames } from '../../infra/build/bundle.ts';

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly 'runs-on': string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

// It comes with jest's coverage, and is only used here.
const yaml = createRequire(import.meta.url)('js-yaml') as { readonly safeLoad: (text: string) => unknown };
const text = readFileSync('docs/examples/github-actions-deploy.yml', 'utf8');
const workflow = yaml.safeLoad(text) as Workflow;
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe('docs/examples/github-actions-deploy.yml', () => {
  it('has jobs that need jobs which are there, and nothing but actions and commands', () => {
    expect(Object.keys(workflow.jobs)).toEqual(['check', 'changed', 'canary', 'deploy']);
    for (const { needs = [] } of Object.values(workflow.jobs)) {
      for (const one of [needs].flat()) expect(workflow.jobs).toHaveProperty(one);
    }
    for (const { uses, run } of steps) expect([uses, run].filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('pins every action by its commit, with the version beside it', () => {
    const lines = text.split('\n').filter((line) => line.includes('uses:'));

    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('runs only what there is', () => {
    const runs = steps.flatMap(({ run }) => run ?? []).join('\n');
    const named = [...runs.matchAll(/npm run (?:--silent )?([\w:]+)(?: -- ([a-z]+))?/g)];

    expect(named.map(([, name]) => name)).toEqual(expect.arrayContaining(['check', 'cli', 'build', 'synth']));
    for (const [, name = ''] of named) expect(scripts).toHaveProperty(name);
    const used = named.flatMap(([, , command]) => command ?? []);
    expect(commands.map((one) => one.name)).toEqual(expect.arrayContaining(used));
    expect(existsSync('node_modules/.bin/cdk')).toBe(true);
  });

  it('lets only the deployment ask for a token of GitHub', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of ['canary', 'deploy']) {
      expect(workflow.jobs[job]?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    }
    expect(text).not.toMatch(/aws-access-key-id|secrets\./);
  });
});

const ours = ['.github/workflows/ci.yml', '.github/workflows/release.yml'];

describe.each(ours)('%s', (file) => {
  const own = readFileSync(file, 'utf8');
  const { jobs, permissions } = yaml.safeLoad(own) as Workflow;
  const ownSteps = Object.values(jobs).flatMap((job) => job.steps);

  it('uses only actions of GitHub, by their commits, that the example uses too', () => {
    const uses = own.split('\n').filter((line) => line.includes('uses:'));

    expect(uses.length).toBeGreaterThan(1);
    for (const line of uses) expect(text).toContain(/uses: .*/.exec(line)?.[0]);
    for (const { uses: action = 'actions/' } of ownSteps) expect(action).toMatch(/^actions\//);
  });

  it('runs only what there is, and may no more than it needs', () => {
    const runs = ownSteps.flatMap(({ run }) => run ?? []).join('\n');
    const named = [...runs.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => name);

    expect(named).toEqual(expect.arrayContaining(['build', 'build:package', 'prove:package']));
    for (const name of named) expect(scripts).toHaveProperty(name);
    for (const script of runs.match(/bash \S+/g) ?? []) expect(existsSync(script.slice(5))).toBe(true);
    expect(permissions).toEqual({ contents: 'read' });
    expect(own).not.toMatch(/secrets\.|pull_request_target/);
  });

  it('puts nothing that others write into a shell', () => {
    for (const { run = '' } of ownSteps) expect(run).not.toMatch(/\$\{\{/);
  });
});

it('a release packs the code of every function', () => {
  const release = readFileSync('.github/workflows/release.yml', 'utf8');

  for (const name of functionNames) expect(release).toMatch(new RegExp(`for name in .*\\b${name}\\b`));
});

describe('the step that finds the changed tenants', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'actions-'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  const script = steps.find(({ id }) => id === 'find')?.run ?? '';
  const write = (file: string, content: string) => {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
    git('add', '-A');
    git('commit', '-qm', file);
  };

  /** The one that goes first, and the others. */
  function find(before: string, canary = ''): unknown {
    const output = path.join(folder, '.git', 'output');
    writeFileSync(output, '');
    execFileSync('bash', ['--norc', '-eo', 'pipefail', '-c', script], {
      cwd: folder,
      env: { PATH: process.env['PATH'], BEFORE: before, CANARY: canary, GITHUB_OUTPUT: output },
    });
    const lines = readFileSync(output, 'utf8').trim().split('\n');
    expect(lines.map((line) => line.split('=')[0])).toEqual(['first', 'others']);
    return lines.map((line) => JSON.parse(line.replace(/^\w+=/, '')) as unknown);
  }

  beforeAll(() => {
    git('init', '-q');
    write('infra/tenants/acme.json', '{}');
    write('infra/tenants/globex.json', '{}');
    write('functions/a.ts', '1');
    write('README.md', '1');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const acme = 'session-enricher-acme';
  const globex = 'session-enricher-globex';
  it.each<[what: string, file: string, stacks: readonly (readonly string[])[]]>([
    ['the one tenant that changed', 'infra/tenants/acme.json', [[acme], []]],
    ['every tenant for a change of code', 'functions/a.ts', [[acme], [globex]]],
    ['every tenant for other packages', 'package-lock.json', [[acme], [globex]]],
    ['none for a change of a page', 'README.md', [[], []]],
  ])('names %s', (_what, file, stacks) => {
    const before = git('rev-parse', 'HEAD');
    write(file, `${file}: changed`);

    expect(find(before)).toEqual(stacks);
  });

  it('names every tenant for the first push of a branch', () => {
    expect(find('0'.repeat(40))).toEqual([[acme], [globex]]);
  });

  it('lets the stack go first that the variable names, where it is one of them', () => {
    expect(find('0'.repeat(40), globex)).toEqual([[globex], [acme]]);
    expect(find('0'.repeat(40), 'session-enricher-other')).toEqual([[acme], [globex]]);
  });
});

describe('the step that watches the alarms', () => {
  const script = steps.find(({ id }) => id === 'watch')?.run ?? '';
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'actions-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** With an `aws` that names the alarms of one answer after the other, tabs between them, and waits that take no time. */
  function watch(answers: readonly string[]): string {
    writeFileSync(path.join(folder, 'answers'), answers.map((one) => `${one}\n`).join(''));
    const stubs = [
      `aws() { [ "$(wc -l <answers)" -gt 1 ] && { head -n 1 answers; sed -i 1d answers; } || cat answers; }`,
      'sleep() { :; }',
    ].join('\n');
    try {
      return execFileSync('bash', ['--norc', '-eo', 'pipefail', '-c', `${stubs}\n${script}`], {
        cwd: folder,
        env: { PATH: process.env['PATH'], STACK: 'session-enricher-acme' },
        encoding: 'utf8',
      });
    } catch (error) {
      return (error as { readonly stdout: string }).stdout;
    }
  }

  it.each<[what: string, answers: readonly string[], said: string]>([
    ['none is on', [''], ''],
    ['the same one is on as before', ['session-enricher-acme-dead-letters'], ''],
    ['one ends', ['session-enricher-acme-dead-letters', ''], ''],
    [
      'one goes off',
      ['', '', 'session-enricher-acme-enrich-faults'],
      'gone off:\nsession-enricher-acme-enrich-faults\n',
    ],
    ['one goes off beside another', ['a', 'a\tb'], 'gone off:\nb\n'],
  ])('says what has gone off since: %s', (_what, answers, said) => {
    expect(watch(answers)).toBe(said);
  });
});
