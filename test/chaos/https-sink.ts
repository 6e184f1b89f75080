import { gunzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { startLoopback } from '../support/loopback.ts';

/** How the collector answers: `undefined` takes the records. `taken` says whether they are kept all the same. */
export type SinkFault = (
  response: ServerResponse,
  lines: readonly string[],
) => { readonly taken: boolean } | undefined;

/** Splunk's HTTP Event Collector on loopback, as far as the HTTPS destination sees it. */
export async function startHttpsSink() {
  const lines: string[] = [];
  let fault: SinkFault | undefined;
  let token = 'hec-token-1';

  const server = await startLoopback(({ headers, body }, response) => {
    server.requests.length = 0;
    response.on('error', () => undefined);
    if (headers.authorization !== `Splunk ${token}`) {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"text":"Invalid token","code":4}');
      return;
    }
    const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString();
    const records = text.trimEnd().split('\n').map(toRecord);
    const answered = fault?.(response, records);
    if (answered === undefined || answered.taken) lines.push(...records);
    if (answered === undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"Success","code":0}');
    }
  });

  return {
    url: `${server.url}/services/collector`,
    lines,
    setFault(next: SinkFault | undefined): void {
      fault = next;
    },
    setToken(next: string): void {
      token = next;
    },
    close: () => server.close(),
  };
}

export type HttpsSink = Awaited<ReturnType<typeof startHttpsSink>>;

/** The record inside the collector's own wrapper, cut out: it is compared, not parsed, here. */
function toRecord(entry: string): string {
  return entry.slice(entry.indexOf('"event":') + '"event":'.length, -1);
}
