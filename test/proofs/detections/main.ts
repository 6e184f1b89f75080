import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * The detections of docs/detections on engines that others wrote. Installs pinned tools into a temporary folder, converts
 * the Sigma rules, compares with the queries that are committed (UPDATE_DOCS=1 writes them), runs the rules as SQL, tests
 * Panther's with its own tool and parses the KQL with Microsoft's. Prints a table; exits 1 when something was wrong, and 0
 * where there is no Python or no registry, saying so.
 */

const tools = {
  conversion: [
    'pysigma==1.5.1',
    'pysigma-backend-elasticsearch==2.1.1',
    'pysigma-backend-kusto==1.0.1',
    'pysigma-backend-panther==0.3.1',
    'pysigma-backend-secops==1.0.0',
    'pysigma-backend-splunk==2.1.0',
  ],
  // Its own environment: the backends above want pySigma 1.
  sql: ['pysigma==2.0.1', 'pysigma-backend-sqlite==2.1.1'],
  panther: ['panther-analysis-tool==1.11.1'],
};
const kusto = '@kusto/language-service-next@12.4.1';

const here = fileURLToPath(new URL('.', import.meta.url));
const detections = fileURLToPath(new URL('../../../docs/detections/', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-detections-'));

type Row = readonly [what: string, engine: string, result: string, isRight: boolean];

try {
  const why = install();
  if (why === undefined) prove();
  else process.stdout.write(`skipped: ${why}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Why there is nothing to run with; undefined when all is there. */
function install(): string | undefined {
  if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0) return 'there is no python3 with venv';
  for (const [name, packages] of Object.entries(tools)) {
    process.stderr.write(`installing ${packages.join(' ')}\n`);
    if (spawnSync('python3', ['-m', 'venv', path.join(folder, name)]).status !== 0)
      return 'python3 makes no virtual environment';
    const pip = [
      ...'-m pip install --quiet --no-compile --disable-pip-version-check'.split(' '),
      ...packages,
    ];
    if (spawnSync(toPython(name), pip, { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0)
      return `pip could not install ${packages.join(' ')}`;
  }
  writeFileSync(path.join(folder, 'package.json'), '{}');
  const npm = [...'install --silent --no-audit --no-fund --ignore-scripts'.split(' '), kusto];
  return spawnSync('npm', npm, { cwd: folder }).status === 0 ? undefined : `npm could not install ${kusto}`;
}

function prove(): void {
  const rows = [...convert(), ...runSql(), runPanther(), parseKql()];
  for (const [what, engine, result] of rows) process.stdout.write(`${what} | ${engine} | ${result}\n`);
  if (rows.some(([, , , isRight]) => !isRight)) process.exitCode = 1;
}

function convert(): Row[] {
  const target = path.join(folder, 'converted');
  mkdirSync(target);
  const told = runPython('conversion', 'convert.py', detections, target) as {
    readonly rules: number;
    readonly converted: Readonly<Record<string, number>>;
  };
  const wanted = readTree(target);
  if (process.env['UPDATE_DOCS']) {
    for (const [file, text] of wanted) writeFileSync(path.join(detections, file), text);
  }
  const committed = readTree(detections);
  const stale = [...wanted].filter(([file, text]) => committed.get(file) !== text).map(([file]) => file);
  const counts = Object.entries(told.converted).map(([name, count]) => `${name} ${count}`);
  return [
    ['conversion', tools.conversion.join(', '), `of ${told.rules} rules: ${counts.join(', ')}`, true],
    [
      'committed queries',
      'the same',
      stale.length === 0 ? `${wanted.size} files, none differs` : `stale: ${stale.join(', ')}`,
      stale.length === 0,
    ],
  ];
}

function runSql(): Row[] {
  const told = runPython('sql', 'sql.py', detections) as {
    readonly rules: number;
    readonly files: number;
    readonly wrong: readonly string[];
    readonly validators: readonly string[];
  };
  const engine = tools.sql.join(', ');
  const outcome = told.wrong.length === 0 ? 'as said' : told.wrong.join('; ');
  const said = told.validators.length === 0 ? 'no objection' : told.validators.join('; ');
  return [
    [
      'Sigma as SQL in SQLite',
      engine,
      `${told.rules} rules, ${told.files} files of records: ${outcome}`,
      told.wrong.length === 0,
    ],
    ['validators of pySigma', engine, said, told.validators.length === 0],
  ];
}

function runPanther(): Row {
  const pack = path.join(folder, 'pack');
  const told = runPython('panther', 'panther_pack.py', detections, pack) as {
    readonly rules: number;
    readonly tests: number;
  };
  const { stdout } = spawnSync(
    path.join(folder, 'panther', 'bin', 'panther_analysis_tool'),
    ['test', '--path', 'rules'],
    { cwd: pack, encoding: 'utf8', env: { ...process.env, PANTHER_SKIP_VERSION_CHECK: '1' } },
  );
  const [, passed] = /Passed: (\d+)/.exec(stdout) ?? [];
  const isRight = Number(passed) === told.rules && /Failed: 0\s+Invalid: 0/.test(stdout);
  const result = `${told.rules} rules, ${told.tests} tests: ${passed ?? 'none'} rules passed`;
  return ['Panther', tools.panther.join(', '), result, isRight];
}

function parseKql(): Row {
  const text = execFileSync('node', [path.join(here, 'kql.cjs'), detections], {
    cwd: folder,
    encoding: 'utf8',
  });
  const told = JSON.parse(text) as {
    readonly queries: number;
    readonly canRefuse: boolean;
    readonly found: readonly string[];
  };
  const result = told.found.length === 0 ? 'no error' : told.found.join('; ');
  const isRight = told.found.length === 0 && told.canRefuse;
  return ['KQL, parsed', kusto, `${told.queries} queries: ${result}`, isRight];
}

function toPython(environment: string): string {
  return path.join(folder, environment, 'bin', 'python');
}

function runPython(environment: string, script: string, ...given: string[]): unknown {
  const text = execFileSync(toPython(environment), [path.join(here, script), ...given], { encoding: 'utf8' });
  return JSON.parse(text);
}

/** Every file two steps down, by its path. */
function readTree(top: string): ReadonlyMap<string, string> {
  const files = readdirSync(top, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(path.join(top, name), { withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => `${name}/${one.name}`),
    );
  return new Map(files.map((file) => [file, readFileSync(path.join(top, file), 'utf8')]));
}
