import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import {
  findModuleState,
  findViolations,
  rooms,
  type SourceFile,
  tenantRules,
  vocabulary,
} from './support/architecture.ts';
import { findSharedNames } from './support/exported-names.ts';
import { findCircles } from './support/import-circles.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

function readSources(folder: string): SourceFile[] {
  const files = readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`)
    .map((path) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }));
}

const list = (folder: string): string[] =>
  readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? [one.name] : [],
  );

describe('the project', () => {
  it.each(['functions', 'infra'])('keeps to its rules in %s', (folder) => {
    const sources = readSources(folder);

    expect(sources.length).toBeGreaterThan(5);
    expect(sources.flatMap(findViolations)).toEqual([]);
  });

  it.each([...vocabulary, ...tenantRules])('has %s, which may be imported through the wall', (path) => {
    expect(existsSync(`${root}${path}`)).toBe(true);
  });

  it('has tests for rooms that exist, under the same names', () => {
    expect(Object.keys(rooms)).toEqual(expect.arrayContaining(list('functions')));
    expect(list('functions')).toEqual(expect.arrayContaining(list('test/functions')));
  });
});

/** Roles that every function has, and the two formats' words for the same thing. */
const sharedNames = ['handler', 'parseConfig', 'version', 'toUser', 'toNamed'];

/** One name for two things still: take each out with its second meaning. */
const namesToPart: string[] = [];

describe('the files of the project', () => {
  it('import each other in no circle, not even for types', () => {
    expect(findCircles([...readSources('functions'), ...readSources('infra')])).toEqual([]);
  });

  it('export each name with one meaning', () => {
    expect(findSharedNames(readSources('functions'), new Set([...sharedNames, ...namesToPart]))).toEqual([]);
  });

  it('hold no state in rooms that only work out', () => {
    expect(readSources('functions').flatMap(findModuleState)).toEqual([]);
  });
});

describe('findCircles', () => {
  const toFiles = (texts: Record<string, string>): SourceFile[] =>
    Object.entries(texts).map(([path, text]) => ({ path, text }));

  it.each<[what: string, texts: Record<string, string>, circles: string[]]>([
    [
      'values',
      { 'a/a.ts': "import { b } from './b.ts';", 'a/b.ts': "import { a } from './a.ts';" },
      ['a/a.ts > a/b.ts > a/a.ts'],
    ],
    [
      'types alone',
      { 'a/a.ts': "import type { B } from '../b/b.ts';", 'b/b.ts': "import { type A } from '../a/a.ts';" },
      ['a/a.ts > b/b.ts > a/a.ts'],
    ],
    [
      'a type named where it is used',
      { 'a.ts': "export type A = import('./b.ts').B;", 'b.ts': "import type { A } from './a.ts';" },
      ['a.ts > b.ts > a.ts'],
    ],
    [
      'a late import',
      { 'a.ts': "export const b = () => import('./b.ts');", 'b.ts': "import { a } from './a.ts';" },
      ['a.ts > b.ts > a.ts'],
    ],
    [
      'three files, entered from a fourth',
      {
        'entry.ts': "import './a.ts';",
        'a.ts': "import './b.ts';",
        'b.ts': "import './c.ts';",
        'c.ts': "import './a.ts';",
      },
      ['a.ts > b.ts > c.ts > a.ts'],
    ],
    ['a file by itself', { 'a.ts': "import './a.ts';" }, ['a.ts > a.ts']],
    [
      'none: two ways to one file',
      { 'a.ts': "import './b.ts'; import './c.ts';", 'b.ts': "import './c.ts';", 'c.ts': '' },
      [],
    ],
    ['none: files that are not asked about', { 'a.ts': "import './b.ts'; import 'c';" }, []],
  ])('finds %s', (_what, texts, circles) => {
    expect(findCircles(toFiles(texts))).toEqual(circles);
  });
});

describe('findSharedNames', () => {
  const one = { path: 'a.ts', text: 'export interface Place {} export const x = 1, y = 2;' };

  it.each<[what: string, text: string, shared: string[]]>([
    ['a type', 'export type Place = string;', ['Place: a.ts, b.ts']],
    ['a value', 'export function x() {}', ['x: a.ts, b.ts']],
    ['the second of a list', 'export class y {}', ['y: a.ts, b.ts']],
    ['a name given on the way out', 'const z = 1; export { z as x };', ['x: a.ts, b.ts']],
    ['none that only one file exports', 'interface Place {} export const z = 1;', []],
    ['none that may', 'export const allowed = 1;', []],
  ])('finds %s', (_what, text, shared) => {
    const files = [one, { path: 'b.ts', text }, { path: 'c.ts', text: 'export type allowed = 1;' }];

    expect(findSharedNames(files, new Set(['allowed']))).toEqual(shared);
  });
});

describe('findModuleState', () => {
  it.each([
    ['functions/record/a.ts', 'let last = 0;', 1],
    ['functions/signals/reading/a.ts', 'export let last = 0;', 1],
    ['functions/ledger/a.ts', 'var last = 0;', 1],
    ['functions/record/a.ts', 'const known = 0; export function f() { let a = 0; return a; }', 0],
    ['functions/session/a.ts', 'let last = 0;', 0],
  ])('in %s: %s', (path, text, count) => {
    expect(findModuleState({ path, text })).toHaveLength(count);
  });
});

describe('findViolations', () => {
  it.each<[what: string, path: string, text: string]>([
    ['a room of the same name', 'functions/signals/a.ts', "import { b } from './b.ts';"],
    ['a folder below the room', 'functions/record/ocsf/a.ts', "import { b } from '../../signals/b.ts';"],
    [
      'types across a boundary',
      'functions/signals/a.ts',
      "import type { LogEvent } from '../log-event/log-event.ts';",
    ],
    ['types by name', 'functions/destination/a.ts', "import { type A, type B } from '../record/record.ts';"],
    ['packages at home', 'functions/receive/app.ts', "import { Hono } from 'hono/tiny';"],
    [
      'a package of one file in that file',
      'functions/ledger/dynamodb-table.ts',
      "import DataLoader from 'dataloader';",
    ],
    ['zod as a whole', 'infra/tenant/tenant-schema.ts', "import * as z from 'zod';"],
    ['the environment in a handler', 'functions/receive/handler.ts', 'export const a = process.env;'],
    ['the environment in a main', 'functions/cli/main.ts', 'export const a = process.env;'],
    ['the environment in the app', 'infra/app.ts', 'export const a = process.env;'],
    ['a date of something', 'functions/record/a.ts', 'export const a = (ms: number) => new Date(ms);'],
    ['a clock where there may be one', 'functions/session/a.ts', 'export const a = Date.now;'],
    [
      'the rules of tenant files in the CLI',
      'functions/cli/a.ts',
      "import { loadTenant } from '../../infra/tenant/tenant-config.ts';",
    ],
    [
      'vocabulary through the wall',
      'infra/constructs/a.ts',
      "import { plans } from '../../functions/session/budget-plan.ts';",
    ],
    [
      'vocabulary in vocabulary',
      'functions/session/budget-plan.ts',
      "import type { LookUpMode } from '../log-event/look-up-mode.ts';",
    ],
    ['types of Lambda', 'functions/enrich/a.ts', "import type { SQSEvent } from 'aws-lambda';"],
    [
      'names that look like what is forbidden',
      'functions/record/a.ts',
      'export const a = { process: { env: 1 }, now: 1 };',
    ],
  ])('takes %s', (_what, path, text) => {
    expect(findViolations({ path, text })).toEqual([]);
  });

  it.each<[what: string, path: string, text: string]>([
    ['may not import from enrich', 'functions/receive/a.ts', "import { b } from '../enrich/b.ts';"],
    ['may not import from receive', 'functions/log-event/a.ts', "import type { B } from '../receive/b.ts';"],
    ['may not import from signals', 'functions/session/a.ts', "const b = await import('../signals/b.ts');"],
    ['may not import from local', 'functions/cli/a.ts', "import '../local/b.ts';"],
    [
      'may import only types from record',
      'functions/destination/a.ts',
      "import { type A, b } from '../record/b.ts';",
    ],
    ['may import only types from session', 'functions/signals/a.ts', "import { b } from '../session/b.ts';"],
    ['nobody imports handler.ts', 'functions/receive/a.ts', "import { handler } from './handler.ts';"],
    [
      'only handler.ts imports hono/aws-lambda',
      'functions/on-demand/app.ts',
      "import { handle } from 'hono/aws-lambda';",
    ],
    [
      'auth0/sessions is not at home here',
      'functions/record/a.ts',
      "import { SessionsClient } from 'auth0/sessions';",
    ],
    [
      '@aws-sdk/client-s3 is not at home here',
      'functions/receive/a.ts',
      "import type { S3 } from '@aws-sdk/client-s3';",
    ],
    [
      'dataloader is not at home here',
      'functions/ledger/table-line.ts',
      "import DataLoader from 'dataloader';",
    ],
    ['may import only types from session', 'functions/ledger/a.ts', "import { b } from '../session/b.ts';"],
    ['hono is not at home here', 'functions/session/a.ts', "import { Hono } from 'hono';"],
    ['lodash is not at home here', 'infra/a.ts', "import lodash from 'lodash';"],
    [
      'infra imports nothing from functions/',
      'infra/constructs/a.ts',
      "import { a } from '../../functions/record/a.ts';",
    ],
    [
      'infra imports nothing from functions/ but the vocabulary',
      'infra/tenant/a.ts',
      "import type { RecordOptions } from '../../functions/record/create-record-mapper.ts';",
    ],
    [
      'vocabulary imports nothing but vocabulary',
      'functions/session/budget-plan.ts',
      "import type { Clock } from './clock.ts';",
    ],
    [
      'vocabulary imports nothing but vocabulary',
      'functions/signals/signal-names.ts',
      "import { createHash } from 'node:crypto';",
    ],
    ['functions import nothing from infra/', 'functions/cli/a.ts', "import { a } from '../../infra/a.ts';"],
    [
      'functions import nothing from infra/',
      'functions/local/a.ts',
      "import { loadTenant } from '../../infra/tenant/tenant-config.ts';",
    ],
    [
      'functions import nothing from test/',
      'functions/cli/a.ts',
      "import { a } from '../../test/support/a.ts';",
    ],
    ['re-exports ./b.ts', 'functions/record/index.ts', "export * from './b.ts';"],
    ['re-exports ./b.ts', 'functions/record/a.ts', "export { b } from './b.ts';"],
    ['imports end in .ts', 'functions/record/a.ts', "import { b } from './b.js';"],
    ['zod is imported as a whole', 'infra/a.ts', "import { z } from 'zod';"],
    ['zod is not at home here', 'functions/enrich/config.ts', "import * as z from 'zod';"],
    ['read the environment', 'functions/session/a.ts', "export const a = process.env['A'];"],
    ['read the environment', 'infra/build/bundle.ts', 'export const { A } = process.env;'],
    ['a pure room reads no clock', 'functions/session/look-up-limits.ts', 'export const a = Date.now();'],
    ['a pure room reads no clock', 'functions/signals/a.ts', 'export const a = () => Date.now();'],
    ['a pure room reads no clock', 'functions/record/a.ts', 'export const a = () => new Date();'],
    ['a pure room reads no clock', 'functions/log-event/a.ts', 'export const a = () => Math.random();'],
    [
      'a pure room has no use for node:fs',
      'functions/record/a.ts',
      "import { readFileSync } from 'node:fs';",
    ],
    ['no enums', 'functions/record/a.ts', 'export enum A { B }'],
    ['no namespaces', 'functions/record/a.ts', 'export namespace A { export const b = 1; }'],
    [
      'no parameter properties',
      'functions/record/a.ts',
      'export class A { constructor(private readonly b: string) {} }',
    ],
    ['no default exports', 'functions/record/a.ts', 'export default 1;'],
    ['file names are kebab-case', 'functions/record/someThing.ts', ''],
    ['no room is called utils', 'functions/utils/a.ts', ''],
  ])('reports: %s (%s)', (what, path, text) => {
    const violations = findViolations({ path, text });

    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(`${path}: `);
    expect(violations[0]).toContain(what);
  });
});
