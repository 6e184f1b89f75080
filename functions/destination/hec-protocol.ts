import { findHecSubject, type HecSubject } from './hec-codes.ts';
import { type HecReply, parseHecReply } from './hec-reply.ts';
import { type HttpsProtocol, type CollectorRefusal, readStatus, type Verdict } from './https-protocol.ts';

/** What a token's own settings say is taken for what is left out. */
export interface HecMetadata {
  readonly index?: string;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly host?: string;
}

export interface HecOptions {
  /** A GUID. Acknowledgements are counted by channel, so each sender needs its own. */
  readonly channel: string;
  readonly metadata?: HecMetadata | undefined;
}

/**
 * Splunk's HTTP Event Collector: JSON objects one after the other, and `"code": 0` in the answer's body for records that
 * were taken, because load balancers answer 200 too. Collectors that are no Splunk may answer `OK`.
 *
 * Of the refusals only those about a record (6, 12, 13, 15) are worth a division of the batch. `invalid-event-number`
 * counts from 0: Splunk has taken the events before it, and none from it on.
 *
 * https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/http-event-collector-rest-api-endpoints
 */
export function createHec({ channel, metadata = {} }: HecOptions): HttpsProtocol {
  const { index, source, sourcetype, host } = metadata;
  const head = JSON.stringify({ index, source, sourcetype, host });
  const fixed = head === '{}' ? '' : `${head.slice(1, -1)},`;
  return {
    contentType: 'application/json',
    isBodyWanted: true,
    headers: { 'x-splunk-request-channel': channel },
    // The record is JSON already: written into the text, it is serialised only once.
    toEntry: ({ line, timeMs }) => `{${toTime(timeMs)}${fixed}"event":${line}}\n`,
    toAuthorization: (secret) => `Splunk ${secret}`,
    readAnswer({ status, text }, count) {
      const reply = parseHecReply(text);
      const verdict = readReply(status, reply);
      if (verdict.kind === 'taken') return { kind: 'taken', acknowledgementId: reply.ackId };
      const takenCount = reply.invalidEventNumber;
      return takenCount !== undefined && takenCount < count ? { ...verdict, takenCount } : verdict;
    },
  };
}

const kinds: Readonly<Record<Exclude<HecSubject, 'taken'>, CollectorRefusal['kind']>> = {
  token: 'unauthorized',
  record: 'record',
  busy: 'passing',
  index: 'final',
  channel: 'final',
  request: 'final',
  acknowledgement: 'final',
  query_string: 'final',
};

function readReply(status: number, { code, isOk }: HecReply): Verdict {
  const isSuccess = status >= 200 && status < 300;
  if (code === undefined) {
    return isSuccess && !isOk ? { kind: 'final', code: 'not_acknowledged' } : readStatus(status);
  }
  const name = `hec_${code}`;
  // A request that is too large has a code that elsewhere means busy.
  if (status === 413) return { kind: 'too_large', code: name };
  const subject = findHecSubject(code);
  if (subject === 'taken') return readStatus(status, name);
  if (subject !== undefined) return { kind: kinds[subject], code: name };
  const verdict = readStatus(status, name);
  // A code that we do not know says at least that the record is not what it is about.
  const isUnknown = verdict.kind === 'taken' || verdict.kind === 'record';
  return isUnknown ? { kind: 'final', code: name } : verdict;
}

/** Splunk takes the time of arrival where there is none. */
function toTime(timeMs: number): string {
  return Number.isFinite(timeMs) ? `"time":${(timeMs / 1_000).toFixed(3)},` : '';
}
