import { parseSync } from '@swc/core';

/** A source file, by its path from the root of the project. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

type Access = 'values' | 'types';

interface Room {
  /** Rooms it may import from, and whether more than types. */
  readonly rooms: Readonly<Record<string, Access>>;
  /** Packages at home in it, by name or entry; `*` at the end stands for any ending. */
  readonly packages: readonly string[];
  /** Packages that one file of the room has to itself. */
  readonly packagesOf?: { readonly [file: string]: readonly string[] };
  /** The same input gives the same answer: no clock, no chance, no input and output. */
  readonly isPure?: boolean;
}

const everything: Readonly<Record<string, Access>> = Object.fromEntries(
  ['aws', 'log-event', 'session', 'ledger', 'secret', 'signals', 'record', 'queue', 'destination'].map(
    (room) => [room, 'values'],
  ),
);
const powertools = ['@aws-lambda-powertools/logger', '@aws-lambda-powertools/metrics'];

/** Who may import whom. Data flows one way, from the log event to the destination. */
export const rooms: Readonly<Record<string, Room>> = {
  'log-event': { rooms: {}, packages: [], isPure: true },
  session: { rooms: { 'log-event': 'values', ledger: 'types' }, packages: [] },
  aws: {
    rooms: {},
    packages: ['@smithy/core/retry', '@smithy/signature-v4'],
  },
  ledger: {
    rooms: { aws: 'values', 'log-event': 'values', session: 'types' },
    packages: ['quick-lru'],
    packagesOf: {
      'dynamodb-table.ts': ['dataloader'],
    },
  },
  secret: { rooms: { aws: 'values' }, packages: ['@aws-sdk/client-secrets-manager'] },
  signals: {
    rooms: { 'log-event': 'values', session: 'types', ledger: 'types' },
    packages: ['ua-parser-js'],
    isPure: true,
  },
  record: {
    rooms: { 'log-event': 'values', session: 'values', signals: 'values' },
    packages: [],
    isPure: true,
  },
  queue: { rooms: { aws: 'values' }, packages: ['@aws-sdk/client-sqs'] },
  destination: { rooms: { record: 'types', secret: 'values', aws: 'values' }, packages: [] },
  receive: {
    rooms: { 'log-event': 'values', secret: 'values', queue: 'values', aws: 'values' },
    packages: ['hono', 'hono/*', ...powertools],
  },
  enrich: {
    rooms: everything,
    packages: powertools,
    packagesOf: {
      'delivery-marks.ts': [
        '@aws-lambda-powertools/idempotency',
        '@aws-lambda-powertools/idempotency/dynamodb',
        '@aws-lambda-powertools/idempotency/persistence',
        '@aws-sdk/client-dynamodb',
      ],
      'dynamodb-deduplication.ts': ['@aws-lambda-powertools/idempotency', '@aws-sdk/client-dynamodb'],
      'mmdb-look-up.ts': ['mmdb-lib'],
    },
  },
  'on-demand': {
    rooms: { ...everything, enrich: 'values' },
    packages: ['hono', 'hono/*', '@aws-lambda-powertools/logger'],
  },
  'rotate-token': {
    rooms: { secret: 'values', session: 'values' },
    packages: ['@aws-sdk/client-secrets-manager', ...powertools],
  },
  cli: {
    rooms: { ...everything, receive: 'values', enrich: 'values', 'rotate-token': 'values' },
    packages: ['undici', 'proxy-from-env', 'quick-lru'],
    packagesOf: { 'aws/aws-access.ts': ['@aws-sdk/client-secrets-manager', '@smithy/core/config'] },
  },
  bin: { rooms: { cli: 'values', local: 'values' }, packages: [] },
  local: {
    rooms: {
      ...everything,
      receive: 'values',
      enrich: 'values',
      'on-demand': 'values',
      'rotate-token': 'values',
      cli: 'values',
    },
    packages: [
      'hono',
      'hono/*',
      '@hono/node-server',
      '@hono/node-server/*',
      'ua-parser-js',
      'ajv/*',
      'ajv-formats',
    ],
  },
};

/** Reads what any client of the AWS SDK would read by itself. */
const awsEnvironment = 'functions/aws/aws-environment.ts';

/**
 * What infra/ may import of functions/: words that what deploys and what runs have to say alike, so that each list exists
 * once. Pure vocabulary: names, enums, the plans with their formula, types of settings. These files import nothing but
 * each other, because other people's apps get them along with the constructs.
 */
export const vocabulary: readonly string[] = [
  'functions/destination/destination-config.ts',
  'functions/ledger/line-key.ts',
  'functions/log-event/heartbeat.ts',
  'functions/log-event/find-nearest.ts',
  'functions/log-event/log-type-table.ts',
  'functions/log-event/look-up-mode.ts',
  'functions/record/ocsf/ocsf-version.ts',
  'functions/record/privacy/known-fields.ts',
  'functions/record/privacy/privacy-action.ts',
  'functions/record/record-format.ts',
  'functions/secret/safe-url.ts',
  'functions/session/budget-plan.ts',
  'functions/session/look-up-limits.ts',
  'functions/session/queue-settings.ts',
  'functions/session/session-status.ts',
  'functions/signals/risk-level.ts',
  'functions/signals/settings/signal-severities.ts',
  'functions/signals/signal-names.ts',
];

/** What the CLI may use of infra/: the one schema of tenant files, names of resources, Auth0's addresses. None imports CDK. */
export const tenantRules: readonly string[] = [
  'infra/tenant/tenant-config.ts',
  'infra/tenant/auth0-addresses.ts',
  'infra/resource-names.ts',
  'infra/tenant/tenant-destinations.ts',
  'infra/security-lake.ts',
  'infra/change/find-changes.ts',
  'infra/change/change-advice.ts',
  'infra/change/held-types.ts',
];

const infraPackages = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-*', 'esbuild', 'zod'];
/** All that a pure room needs of Node: hashes, bytes and whether a text is an address. */
const pureModules = ['node:crypto', 'node:net', 'node:buffer'];
/** Types alone, so they bring nothing along. */
const typePackages = ['aws-lambda'];

/** What breaks the rules of docs and table, each as `path: what`; none when all is well. */
export function findViolations({ path, text }: SourceFile): string[] {
  const violations: string[] = [];
  const report = (what: string) => violations.push(`${path}: ${what}`);
  const folders = path.split('/');
  const file = folders.at(-1) ?? '';
  const isInfra = folders[0] === 'infra';
  const room = isInfra ? undefined : rooms[folders[1] ?? ''];
  if (!isInfra && room === undefined) return [`${path}: no room is called ${folders[1]}`];
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)+$/.test(file)) report('file names are kebab-case');

  for (const node of walk(parseSync(text, { syntax: 'typescript', target: 'es2022' }))) {
    const imported = toImport(node);
    if (imported) for (const what of judgeImport(imported, path, room)) report(what);
    for (const what of judgeSyntax(node)) report(what);
    if (room?.isPure || vocabulary.includes(path)) for (const what of judgePurity(node)) report(what);
    const isEntry = isInfra ? path === 'infra/app.ts' : file === 'handler.ts' || file === 'main.ts';
    if (isMember(node, 'process', 'env') && !isEntry && path !== awsEnvironment) {
      report('only handler.ts, main.ts and infra/app.ts read the environment');
    }
  }
  return violations;
}

/** What a file imports of the project, types included, by path from the root. */
export function listImports({ path, text }: SourceFile): string[] {
  const sources: string[] = [];
  for (const node of walk(parseSync(text, { syntax: 'typescript', target: 'es2022' }))) {
    // `import('./a.ts').A` as a type.
    const source = node.type === 'TsImportType' ? toText(node['argument']) : toImport(node)?.source;
    if (source?.startsWith('.')) sources.push(resolve(path, source));
  }
  return sources;
}

/**
 * Rooms whose files hold no state of their own: whoever remembers makes an object that does, so that two of them never
 * meet in a variable.
 */
const stateless = ['functions/record/', 'functions/signals/', 'functions/ledger/'];

/** `let` and `var` at the level of a module in the rooms that hold no state, each as `path: what`. */
export function findModuleState({ path, text }: SourceFile): string[] {
  if (!stateless.some((room) => path.startsWith(room))) return [];
  return parseSync(text, { syntax: 'typescript', target: 'es2022' }).body.flatMap((item) => {
    const declaration = item.type === 'ExportDeclaration' ? item.declaration : item;
    return declaration.type === 'VariableDeclaration' && declaration.kind !== 'const' && !declaration.declare
      ? [`${path}: no module-level ${declaration.kind} here: it lives in what a create function makes`]
      : [];
  });
}

interface Import {
  readonly source: string;
  readonly isType: boolean;
  readonly isReexport: boolean;
  readonly isNamespace: boolean;
}

function judgeImport(imported: Import, path: string, room: Room | undefined): string[] {
  const { source, isType, isReexport, isNamespace } = imported;
  const what: string[] = [];
  if (isReexport) what.push(`re-exports ${source}: whoever needs it imports it from where it is`);
  if (source === 'zod' && !isType && !isNamespace)
    what.push("zod is imported as a whole: import * as z from 'zod'");
  if (source === 'hono/aws-lambda' && !path.endsWith('/handler.ts')) {
    what.push('only handler.ts imports hono/aws-lambda, which leaves hono with version 5');
  }

  if (source.startsWith('.')) {
    const target = resolve(path, source);
    if (!target.endsWith('.ts') && !target.endsWith('.json')) what.push(`imports end in .ts: ${source}`);
    if (target.endsWith('/handler.ts')) what.push('nobody imports handler.ts');
    return [...what, ...judgeRooms(target, isType, path, room)];
  }
  if (vocabulary.includes(path)) return [...what, `vocabulary imports nothing but vocabulary: ${source}`];
  if (source.startsWith('node:')) {
    if (room?.isPure && !pureModules.includes(source)) what.push(`a pure room has no use for ${source}`);
    return what;
  }
  const own = room?.packagesOf?.[path.split('/').slice(2).join('/')] ?? [];
  const allowed = room ? [...room.packages, ...own] : infraPackages;
  const isHome = allowed.some((one) =>
    one.endsWith('*') ? source.startsWith(one.slice(0, -1)) : source === one,
  );
  const isTypePackage = isType && typePackages.includes(source);
  if (!isHome && !isTypePackage) what.push(`${source} is not at home here`);
  return what;
}

function judgeRooms(target: string, isType: boolean, path: string, room: Room | undefined): string[] {
  const [top, name = ''] = target.split('/');
  if (room === undefined) {
    if (top === 'infra' || target === 'package.json' || vocabulary.includes(target)) return [];
    return [
      `infra imports nothing from ${top}/ but the vocabulary in test/support/architecture.ts: ${target}`,
    ];
  }
  if (vocabulary.includes(path) && !vocabulary.includes(target)) {
    return [`vocabulary imports nothing but vocabulary: ${target}`];
  }
  if (target === 'package.json') return [];
  if (path.startsWith('functions/cli/') && tenantRules.includes(target)) return [];
  if (top !== 'functions') return [`functions import nothing from ${top}/: ${target}`];
  if (name === path.split('/')[1]) return [];
  const access = room.rooms[name];
  if (access === undefined) return [`may not import from ${name}`];
  return access === 'types' && !isType ? [`may import only types from ${name}`] : [];
}

function judgeSyntax(node: Node): string[] {
  if (node.type === 'TsEnumDeclaration') return ['no enums: a union of texts'];
  // `declare module` describes a package that brings no types.
  if (node.type === 'TsModuleDeclaration' && node['declare'] !== true) return ['no namespaces: a file'];
  if (node.type === 'TsParameterProperty') return ['no parameter properties: a field and an assignment'];
  if (node.type === 'ExportDefaultDeclaration' || node.type === 'ExportDefaultExpression') {
    return ['no default exports: the name is part of the contract'];
  }
  return [];
}

function judgePurity(node: Node): string[] {
  if (
    isMember(node, 'Date', 'now') ||
    isMember(node, 'Math', 'random') ||
    isMember(node, 'performance', 'now')
  ) {
    return ['a pure room reads no clock and no chance'];
  }
  const {
    type,
    callee,
    arguments: given,
  } = node as { type: string; callee?: unknown; arguments?: unknown[] };
  const isDate = type === 'NewExpression' && isNode(callee) && callee['value'] === 'Date';
  return isDate && !given?.length ? ['a pure room reads no clock and no chance'] : [];
}

function toImport(node: Node): Import | undefined {
  const plain = { isType: false, isReexport: false, isNamespace: false };
  if (node.type === 'ImportDeclaration') {
    const specifiers = node['specifiers'] as readonly (Node & { isTypeOnly?: boolean })[];
    const areTypes = specifiers.length > 0 && specifiers.every((one) => one.isTypeOnly === true);
    const isNamespace = specifiers.some((one) => one.type === 'ImportNamespaceSpecifier');
    return {
      ...plain,
      source: toText(node['source']),
      isType: node['typeOnly'] === true || areTypes,
      isNamespace,
    };
  }
  if (
    node.type === 'ExportAllDeclaration' ||
    (node.type === 'ExportNamedDeclaration' && isNode(node['source']))
  ) {
    return { ...plain, source: toText(node['source']), isType: node['typeOnly'] === true, isReexport: true };
  }
  const { callee, arguments: given } = node as {
    callee?: unknown;
    arguments?: readonly { expression: unknown }[];
  };
  if (node.type === 'CallExpression' && isNode(callee) && callee.type === 'Import') {
    return { ...plain, source: toText(given?.[0]?.expression), isNamespace: true };
  }
  return undefined;
}

type Node = { readonly type: string; readonly [key: string]: unknown };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function* walk(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const one of value) yield* walk(one);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) yield value;
  for (const child of Object.values(value)) yield* walk(child);
}

function isMember(node: Node, object: string, property: string): boolean {
  if (node.type !== 'MemberExpression') return false;
  const { object: left, property: right } = node;
  return isNode(left) && left['value'] === object && isNode(right) && right['value'] === property;
}

function toText(node: unknown): string {
  return isNode(node) && typeof node['value'] === 'string' ? node['value'] : '(computed)';
}

function resolve(path: string, relative: string): string {
  return new URL(relative, `file:///${path}`).pathname.slice(1);
}
