import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { parseElement } from '../../../functions/log-event/parse-element.ts';

const logId = '90020260302111504873411000000000000001223372036854770001';

/** An event of type `s` with these fields, as its text would be parsed; `json` is spliced in as it stands. */
function event(json: string, type = 's'): LogEvent {
  const text = `{"log_id":"${logId}","data":{"type":"${type}","log_id":"${logId}",${json}}}`;
  const parsed = parseElement(text, { receivedAtMs: 1_772_450_104_873 });
  if (!parsed.ok) throw new Error(`hostile event was refused: ${parsed.reason}`);
  return parsed.event;
}

/** The same past the parser, which refuses what is nested this deep. */
function unparsed(json: string): LogEvent {
  const data = JSON.parse(`{"type":"s",${json}}`) as LogEvent['data'];
  return { logId, type: 's', data, sessionId: 'S1', occurredAtMs: 1_772_450_104_873 };
}

const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
const deepList = `${'['.repeat(10_000)}"leaf"${']'.repeat(10_000)}`;
const megabyte = 'A'.repeat(1_000_000);

/** What real and made-up events have done to parsers before. Built when asked for: some are large. */
export const hostileEvents: Readonly<Record<string, () => LogEvent>> = {
  'details as text': () => event('"details":"no object"'),
  'details as a list': () => event('"details":[{"session_id":"S1"},null,[]]'),
  'details as null': () => event('"details":null'),
  'nothing but a type': () => event('"x":null'),
  'a date that is none': () => event('"date":"yesterday"'),
  'a date before all time': () => event('"date":"0001-01-01T00:00:00.000Z"'),
  'a date as an object': () => event('"date":{"$date":1}'),
  'the year 275760': () => event('"date":"+275760-09-13T00:00:00.000Z"'),
  'numbers as text': () =>
    event(
      '"location_info":{"city_name":"A","latitude":"52.370","longitude":"4,9","country_code":31},"user_id":42',
    ),
  'coordinates off the globe': () =>
    event('"location_info":{"city_name":"A","latitude":952,"longitude":-1e308}'),
  'an address that is none': () => event('"ip":"203.0.113.777"'),
  'an address with a zone': () => event('"ip":"fe80::1%eth0"'),
  'an address of 45 characters': () => event('"ip":"0000:0000:0000:0000:0000:ffff:255.255.255.255"'),
  'addresses as a list': () => event('"ip":["203.0.113.77"]'),
  'a host name with an underscore': () => event('"hostname":"login_example.com"'),
  'a host name that is a script': () => event('"hostname":"<script>alert(1)</script>"'),
  'a host name of hyphens': () => event(`"hostname":"${'a-'.repeat(120)}!"`),
  'an e-mail address of odd characters': () => event(`"user_name":"o'brien,x@example.com"`),
  'an e-mail address that goes on and on': () => event(`"user_name":"${'a.'.repeat(50_000)}@example.com"`),
  'a user agent of 1 MB': () => event(`"user_agent":"${megabyte}"`),
  'a user name of 1 MB': () => event(`"user_name":"${megabyte}","user_id":"${megabyte}"`),
  'a session ID of 1 MB': () => event(`"details":{"session_id":"${megabyte}"}`),
  'a type of 1 MB': () => event('"x":1', megabyte),
  'a description of 1 MB': () => event(`"description":"${megabyte}"`),
  'a request path of 1 MB': () =>
    event(`"details":{"request":{"method":"GET","path":"/${megabyte}"}}`, 'sapi'),
  'a request path at the limit': () =>
    event(`"details":{"request":{"method":"GET","path":"/${'p'.repeat(65_534)}"}}`, 'sapi'),
  'lone surrogates': () =>
    event('"user_name":"\\ud800","user_id":"a\\udc00b","details":{"\\ud83d":"\\ud83d\\ude00\\ud83d"}'),
  'text that looks like a surrogate': () => event('"user_name":"\\\\ud800","details":{"x":"\\\\\\\\ud800"}'),
  'control characters': () => event('"user_name":"\\u0000\\u0007\\n","details":{"\\u0000":"\\u2028"}'),
  'a key __proto__': () =>
    event(
      '"__proto__":{"polluted":true},"details":{"__proto__":{"session_id":"S1"},"constructor":{"prototype":1}}',
    ),
  'keys with dots and brackets': () =>
    event('"details":{"a.b":1,"a":{"b":2},"c":[3],"c[0]":4,"":5," ":6,".":7,"..":8}'),
  'ten thousand levels of objects': () => unparsed(`"details":{"session_id":"S1","deep":${deep}}`),
  'ten thousand levels of lists': () => unparsed(`"details":${deepList}`),
  'ten thousand entries': () =>
    event(`"details":{"list":[${Array.from({ length: 10_000 }, (_, n) => n).join(',')}]}`),
  'numbers beyond all languages': () =>
    event('"details":{"big":12345678901234567890,"small":1e-400,"huge":1e400}'),
  'booleans where text belongs': () =>
    event('"user_id":true,"client_id":false,"hostname":true,"details":{"session_id":true}'),
  'objects where text belongs': () =>
    event('"user_id":{},"user_name":[],"client_id":{"a":1},"user_agent":{"b":2},"hostname":[]'),
  'empty text everywhere': () =>
    event('"user_id":"","user_name":"","ip":"","user_agent":"","hostname":"","client_id":"","date":""'),
  'an unknown type': () => event('"user_id":"auth0|1","ip":"203.0.113.77"', 'zz_future'),
  'a type from the prototype': () => event('"x":1', '__proto__'),
  'a request of odd methods': () =>
    event('"details":{"request":{"method":"BREW","path":["/"]},"response":{"statusCode":"2e2"}}', 'sapi'),
  'a SCIM path without end': () =>
    event(`"details":{"request":{"method":"patch","path":"${'/Users/'.repeat(5_000)}"}}`, 'sscim'),
  'PATCH, which older versions lack': () =>
    event('"details":{"request":{"method":"PATCH","path":"/Groups/7"}}', 'sscim'),
  'an application ID without a name': () => event('"client_id":"C1","connection":"db"'),
  'a connection alone': () => event('"connection":"db","connection_id":"con_1"'),
  'a record of ours': () =>
    event('"details":{"session_enricher":{"status":"enriched","session":{"id":"S1"}}}'),
  'metadata far down': () =>
    event(`"details":${'{"a":'.repeat(30)}{"session_metadata":{"secret":"hidden"}}${'}'.repeat(30)}`),
};
