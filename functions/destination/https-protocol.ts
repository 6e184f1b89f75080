import type { SecurityRecord } from '../record/record.ts';

/** How records look on the wire, and what an answer has to say so that they count as delivered. */
export interface HttpsProtocol {
  readonly contentType: string;
  readonly isBodyWanted: boolean;
  toEntry(record: SecurityRecord): string;
  toAuthorization(secret: string): string;
  /** A code for an answer with a 2xx status that does not accept the records all the same. */
  findRefusal(text: string): string | undefined;
  /** Says more than the status does. */
  findCode(text: string): string | undefined;
}

/** One record a line. The status alone accepts. */
export const ndjson: HttpsProtocol = {
  contentType: 'application/x-ndjson',
  isBodyWanted: false,
  toEntry: ({ line }) => `${line}\n`,
  toAuthorization: (secret) => `Bearer ${secret}`,
  findRefusal: () => undefined,
  findCode: () => undefined,
};

/** What a token's own settings say is taken for what is left out. */
export interface HecMetadata {
  readonly index?: string;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly host?: string;
}

/**
 * Splunk's HTTP Event Collector: JSON objects one after the other, and `"code": 0` in the answer's body as the
 * acknowledgement, because load balancers answer 200 too.
 *
 * https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/http-event-collector-rest-api-endpoints
 */
export function createHec(metadata: HecMetadata = {}): HttpsProtocol {
  const { index, source, sourcetype, host } = metadata;
  const head = JSON.stringify({ index, source, sourcetype, host });
  const fixed = head === '{}' ? '' : `${head.slice(1, -1)},`;
  return {
    contentType: 'application/json',
    isBodyWanted: true,
    // The record is JSON already: written into the text, it is serialised only once.
    toEntry: ({ line, timeMs }) => `{${toTime(timeMs)}${fixed}"event":${line}}\n`,
    toAuthorization: (secret) => `Splunk ${secret}`,
    findRefusal(text) {
      const code = parseHecCode(text);
      if (code === 0) return undefined;
      return code === undefined ? 'not_acknowledged' : `hec_${code}`;
    },
    findCode(text) {
      const code = parseHecCode(text);
      return code === undefined ? undefined : `hec_${code}`;
    },
  };
}

/** Splunk takes the time of arrival where there is none. */
function toTime(timeMs: number): string {
  return Number.isFinite(timeMs) ? `"time":${(timeMs / 1_000).toFixed(3)},` : '';
}

function parseHecCode(text: string): number | undefined {
  try {
    const { code } = JSON.parse(text) as { readonly code?: unknown };
    return Number.isSafeInteger(code) ? (code as number) : undefined;
  } catch {
    return undefined;
  }
}
