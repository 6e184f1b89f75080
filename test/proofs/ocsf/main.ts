import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import { makeInputsOfEveryType } from '../../functions/record/every-type-inputs.ts';

/*
 * Records of every log type against schemas that somebody else makes of OCSF's official export: the Python package
 * ocsf-json-schema, which brings that export with it. Exits 0 also where it could not be installed, and says so.
 *
 *     npm run prove:ocsf [-- EVENTS OF EACH TYPE]
 */

const maker = 'ocsf-json-schema==1.2.0';
const versions = ['1.8.0', '1.3.0', '1.1.0'] as const;
const casesPerType = Number(process.argv[2] ?? 50);

interface OcsfRecord {
  readonly class_uid: number;
  readonly metadata: { readonly profiles?: readonly string[] };
}

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-ocsf-'));
try {
  const why = install();
  if (why === undefined) prove();
  else process.stdout.write(`${JSON.stringify({ skipped: why })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Why there is nothing to run with; undefined when all is there. */
function install(): string | undefined {
  if (spawnSync('python3', ['-m', 'venv', folder]).status !== 0) return 'there is no python3 with venv';
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', maker];
  return spawnSync(toPython(), pip).status === 0 ? undefined : `pip could not install ${maker}`;
}

function toPython(): string {
  return path.join(folder, 'bin', 'python');
}

function prove(): void {
  const inputs = makeInputsOfEveryType(casesPerType);
  for (const version of versions) {
    const toRecords = createRecordMapper({
      format: 'ocsf',
      ocsfVersion: version,
      findingFrom: 'medium',
      productVersion: '1.2.3',
      rawData: version === '1.3.0',
    });
    const lines = inputs.flatMap((input) => toRecords(input).map(({ line }) => line));
    const records = lines.map((line) => JSON.parse(line) as OcsfRecord);
    const validators = compile(version, records);
    for (const record of records) {
      for (const wrong of [{ severity_id: 'high' }, { no_attribute_of_ocsf: 1 }, { time: undefined }]) {
        if (validators.get(toKind(record))!({ ...record, ...wrong }))
          throw new Error(`the schema of ${toKind(record)} takes ${JSON.stringify(wrong)}`);
      }
    }
    const faults = new Map<string, number>();
    let refused = 0;
    for (const record of records) {
      const validate = validators.get(toKind(record))!;
      if (validate(record)) continue;
      refused += 1;
      for (const { instancePath, message, params } of validate.errors ?? []) {
        const fault = `${toKind(record)} ${instancePath.replaceAll(/\/\d+/g, '/*')} ${message} ${JSON.stringify(params)}`;
        faults.set(fault, (faults.get(fault) ?? 0) + 1);
      }
    }
    const figures = { schemas: maker, version, kinds: validators.size, records: records.length, refused };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    for (const [fault, count] of [...faults].slice(0, 20)) process.stderr.write(`${count} ${fault}\n`);
    if (refused > 0) process.exitCode = 1;
  }
}

/** A class with the profiles that its record declares. */
function toKind({ class_uid: classUid, metadata }: OcsfRecord): string {
  return [classUid, ...(metadata.profiles ?? [])].join(' ');
}

function compile(version: string, records: readonly OcsfRecord[]): ReadonlyMap<string, ValidateFunction> {
  const kinds = new Map(records.map((record) => [toKind(record), record]));
  const wanted = [...kinds.values()].map(({ class_uid, metadata }) => [
    version,
    class_uid,
    metadata.profiles ?? [],
  ]);
  const script = fileURLToPath(new URL('class_schemas.py', import.meta.url));
  const { stdout, status, stderr } = spawnSync(toPython(), [script], {
    input: JSON.stringify(wanted),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`no schemas were made: ${stderr}`);
  const schemas = JSON.parse(stdout) as AnySchemaObject[];
  return new Map(
    [...kinds.keys()].map((kind, index) => {
      // Each by itself: they have objects of the same name with other profiles.
      const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
      return [kind, ajv.compile(schemas[index]!)];
    }),
  );
}
