/** What an answer of an HTTP Event Collector is about, and with that who can mend it. */
export type HecSubject =
  | 'taken'
  | 'token'
  | 'record'
  | 'index'
  | 'busy'
  | 'channel'
  | 'request'
  | 'acknowledgement'
  | 'query_string';

/**
 * The codes of Splunk's HTTP Event Collector by their subject; 17 to 20 belong to its health endpoint.
 *
 * https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/troubleshoot-http-event-collector
 */
const subjects: Readonly<Record<HecSubject, readonly number[]>> = {
  // 24 and 25 come with the status 200: taken, and the queue is filling up.
  taken: [0, 24, 25],
  token: [1, 2, 3, 4, 21, 22],
  record: [6, 12, 13, 15],
  index: [7],
  busy: [8, 9, 18, 19, 20, 23, 26, 27],
  channel: [10, 11],
  request: [5],
  acknowledgement: [14],
  query_string: [16],
};

/** Undefined for a code that we do not know. */
export function findHecSubject(code: number): HecSubject | undefined {
  const names = Object.keys(subjects) as HecSubject[];
  return names.find((name) => subjects[name].includes(code));
}
