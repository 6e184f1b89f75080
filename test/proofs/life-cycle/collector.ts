import { gunzipSync } from 'node:zlib';
import type { Host } from '../../support/cloud/https-server.ts';

/** Splunk's HTTP Event Collector, as far as a client sees it. */
export function createCollector() {
  const bodies: string[] = [];
  let isUp = true;
  const host: Host = async (request) => {
    if (!isUp) return new Response('busy', { status: 503 });
    const body = Buffer.from(await request.arrayBuffer());
    const isPacked = request.headers.get('content-encoding') === 'gzip';
    bodies.push((isPacked ? gunzipSync(body) : body).toString());
    return Response.json({ text: 'Success', code: 0 });
  };
  return {
    host,
    records: (): readonly string[] => bodies.flatMap((body) => body.split('\n')),
    set: (next: boolean) => void (isUp = next),
  };
}
