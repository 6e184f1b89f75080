import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import { toIndexTemplates } from '../../../functions/record/reference/index-templates.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { anyNetwork } from '../../functions/record/any-network.ts';
import { makeFreeFormInputs } from '../../functions/record/reference/free-form-inputs.ts';
import { makeRichInputs } from '../../functions/record/rich-inputs.ts';
import { buildOpenSearch, type OpenSearch, startOpenSearch, version } from './opensearch-node.ts';
import { findUnfound } from './searches.ts';

/*
 * Records in a real index, made with our templates: every sample, every type, and many events whose free-form values have
 * any form. None may be refused, the index may have no more fields than the template, and each signal, user, address and
 * session has to be found. Exits 0 also where OpenSearch could not be built, and says so.
 *
 *     npm run prove:opensearch [-- NUMBER OF EVENTS OF ANY FORM [ecs | ocsf]]
 */

const count = Number(process.argv[2] ?? 20_000);
const only = process.argv[3];
const batch = 500;
const seed = 20_261_129;
const toSignals = createSignals();

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-opensearch-'));
const built = buildOpenSearch(folder);
if ('why' in built) process.stdout.write(`${JSON.stringify({ skipped: built.why })}\n`);
else {
  const engine = await startOpenSearch(built.classPath, path.join(folder, 'home'));
  try {
    for (const format of ['ecs', 'ocsf'] as const) {
      if (only === undefined || only === format) await prove(engine, format);
    }
  } finally {
    await engine.stop();
  }
}
rmSync(folder, { recursive: true, force: true });

async function prove(engine: OpenSearch, format: 'ecs' | 'ocsf'): Promise<void> {
  const call = createCall(engine);
  const template = toIndexTemplates().get(`opensearch-${format}.json`);
  await call('PUT', `/_index_template/${format}`, JSON.stringify(template));
  const index = format === 'ecs' ? 'logs-auth0.session-proof' : 'session-enricher-ocsf-proof';

  const toRecords = createRecordMapper({
    format,
    ocsfVersion: '1.8.0',
    productVersion: '1.2.3',
    findingFrom: 'low',
    rawData: true,
    privacy: { sessionMetadata: ['plan'] },
    lookUpNetwork: anyNetwork,
  });
  const sure = [...makeSampleInputs(), ...makeRichInputs()];
  const refused: string[] = [];
  let records = 0;
  const send = async (inputs: readonly ModelInput[]) => {
    const lines = inputs.flatMap((input) => toRecords(input).map(({ line }) => line));
    records += lines.length;
    refused.push(...(await bulk(call, index, lines)));
    process.stderr.write(`${format}: ${records} records\r`);
    return lines;
  };
  const lines: string[] = [];
  for (let from = 0; from < sure.length; from += batch)
    lines.push(...(await send(sure.slice(from, from + batch))));
  for (let from = 0; from < count; from += batch) {
    await send(makeFreeFormInputs(Math.min(batch, count - from), seed + from));
  }
  await call('POST', `/${index}/_refresh`);
  const stored = ((await call('GET', `/${index}/_count`)) as { count: number }).count;
  const fields = await countFields(call, index);
  const { searched, unfound } = await findUnfound(call, index, format, lines);
  const figures = {
    engine: `OpenSearch ${version}`,
    format,
    records,
    stored,
    refused: refused.length,
    fields,
    searched,
    unfound: unfound.length,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  const examples = [...new Set(refused), ...unfound].slice(0, 10);
  for (const one of examples) process.stderr.write(`${one}\n`);
  if (refused.length > 0 || unfound.length > 0 || stored !== records || fields > 1_000) process.exitCode = 1;
}

/** The samples that `npm start` plays, each with the session that it names where there is one. */
function makeSampleInputs(): ModelInput[] {
  const read = (name: string) => readFileSync(`test/contracts/samples/${name}`, 'utf8');
  const sessions = new Map(
    (JSON.parse(read('sessions.json')) as { id: string }[]).map((one) => [one.id, one]),
  );
  return read('log-events.ndjson')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const parsed = parseElement(line, { receivedAtMs: 1_772_450_104_873 });
      if (!parsed.ok) return [];
      const { event } = parsed;
      const session = sessions.get(event.sessionId ?? '');
      const outcome: ModelInput['outcome'] =
        session === undefined
          ? { status: event.sessionId === undefined ? 'no_session_id' : 'not_found' }
          : { status: 'enriched', source: 'api', fetchedAtMs: 1_772_450_118_004, session };
      return [{ event, outcome, signals: toSignals({ event, outcome }) }];
    });
}

export type Call = (method: string, at: string, body?: string) => Promise<unknown>;

function createCall({ url }: OpenSearch): Call {
  return async (method, at, body) => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await fetch(`${url}${at}`, {
      method,
      headers: body?.includes('\n') === true ? headers : { 'content-type': 'application/json' },
      ...(body !== undefined && { body }),
    });
    const result: unknown = await answer.json();
    if (!answer.ok)
      throw new Error(
        `${method} ${at} was answered ${answer.status}: ${JSON.stringify(result).slice(0, 500)}`,
      );
    return result;
  };
}

/** Gives why documents were refused. */
async function bulk(call: Call, index: string, lines: readonly string[]): Promise<string[]> {
  const body = lines.map((line) => `{"create":{}}\n${line}\n`).join('');
  const { items } = (await call('POST', `/${index}/_bulk`, body)) as {
    items: { create: { error?: { reason: string; caused_by?: { reason: string } } } }[];
  };
  return items.flatMap(({ create: { error } }) =>
    error === undefined ? [] : [`${error.reason} ${error.caused_by?.reason ?? ''}`.slice(0, 300)],
  );
}

async function countFields(call: Call, index: string): Promise<number> {
  const indexes = (await call('GET', `/${index}/_mapping`)) as Record<string, { mappings: object }>;
  const count = (mapping: object): number =>
    Object.values((mapping as { properties?: Record<string, object> }).properties ?? {}).reduce(
      (sum, child) => sum + 1 + count(child),
      0,
    );
  return Math.max(...Object.values(indexes).map(({ mappings }) => count(mappings)));
}
