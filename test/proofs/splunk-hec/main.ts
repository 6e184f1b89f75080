import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createHttpsDestination } from '../../../functions/destination/https-destination.ts';
import type { SecurityRecord } from '../../../functions/record/record.ts';
import { startLoopback } from '../../support/loopback.ts';
import { buildVictoriaLogs, startVictoriaLogs, type VictoriaLogs } from './victoria-logs.ts';

/*
 * The HEC destination against a collector that others wrote: VictoriaLogs, which answers as Splunk does and counts
 * nothing away. It knows no token and no acknowledgement: for those there is a stand-in after Splunk's documentation.
 * Exits 0 also when it could not be built, and says so.
 */

const count = 5_000;
const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-hec-'));
process.stderr.write('building VictoriaLogs, some minutes the first time\n');
const built = buildVictoriaLogs(folder);
if ('why' in built) process.stdout.write(`${JSON.stringify({ skipped: built.why })}\n`);
else {
  const collector = await startVictoriaLogs(built.program, path.join(folder, 'data'));
  try {
    await prove(collector);
  } finally {
    await collector.stop();
  }
}
// What Go installs is read-only.
rmSync(folder, { recursive: true, force: true });

async function prove(collector: VictoriaLogs): Promise<void> {
  const front = await startFront(collector.url, { refuses: 2, losesAnswer: 4 });
  const destination = createHttpsDestination({
    url: `${front.url}/services/collector/event`,
    kind: 'hec',
    secret: { read: async () => 'token', reload: async () => 'token' },
    metadata: { source: 'session-enricher', sourcetype: 'ocsf:json' },
  });
  const records = createRecords(Date.now());

  const startedAtMs = performance.now();
  const failures = await destination.deliver(records);
  const deliveryMs = Math.round(performance.now() - startedAtMs);
  await front.close();

  const stored = await collector.readAll();
  const copies = new Map<string, number>();
  for (const line of stored) {
    const uid = line['event.metadata.uid'] ?? '';
    copies.set(uid, (copies.get(uid) ?? 0) + 1);
  }
  const missing = records.filter(({ uid }) => !copies.has(uid)).length;
  const twice = [...copies.values()].filter((one) => one > 1).length;
  const times = new Map(records.map(({ uid, timeMs }) => [uid, timeMs]));
  const wrongTimes = stored.filter(
    (line) => Date.parse(line['_time'] ?? '') !== times.get(line['event.metadata.uid'] ?? ''),
  ).length;
  const figures = {
    records: count,
    requests: front.requests.length,
    failures: failures.length,
    missing,
    copies: stored.length - copies.size,
    copiesOfTheLostAnswer: front.lost(),
    wrongTimes,
    deliveryMs,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  const isRight = failures.length === 0 && missing === 0 && wrongTimes === 0 && twice === front.lost();
  if (!isRight) process.exitCode = 1;
}

/** Passes requests on; one is answered "busy" instead, and of one the answer is lost after the collector gave it. */
async function startFront(url: string, places: { readonly refuses: number; readonly losesAnswer: number }) {
  let number = 0;
  let lost = 0;
  const front = await startLoopback(async ({ path: at, headers, body }, response) => {
    number += 1;
    if (number === places.refuses) {
      response.writeHead(503).end('{"text":"Server is busy","code":9}');
      return;
    }
    const { 'content-type': type = '', 'content-encoding': encoding = '' } = headers;
    const answer = await fetch(`${url}${at}`, {
      method: 'POST',
      headers: { 'content-type': type, 'content-encoding': encoding },
      body: new Uint8Array(body),
    });
    const text = await answer.text();
    if (number === places.losesAnswer) {
      lost = gunzipSync(body).toString().trim().split('\n').length;
      response.destroy();
      return;
    }
    response.writeHead(answer.status).end(text);
  });
  return { ...front, lost: () => lost };
}

/** The samples' events over and over, each under a uid and at a time of its own, with characters that are not easy. */
function createRecords(nowMs: number): SecurityRecord[] {
  const samples = readFileSync('functions/local/samples/log-events.ndjson', 'utf8').trim().split('\n');
  return Array.from({ length: count }, (_one, index) => {
    const uid = `record-${index}`;
    const { data } = JSON.parse(samples[index % samples.length] ?? '') as { readonly data: object };
    const line = JSON.stringify({ metadata: { uid }, unmapped: data, message: 'é 😀 \u2028 \uffff "}{"' });
    return { uid, line, timeMs: nowMs - index };
  });
}
