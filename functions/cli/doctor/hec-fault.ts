import { findHecSubject } from '../../destination/hec-codes.ts';
import { fail, warn } from './check-result.ts';

export interface HecFault {
  readonly level: typeof fail | typeof warn;
  readonly what: string;
  readonly fix: string;
}

export function toNewToken(secretId: string): string {
  return `store a valid one: aws secretsmanager put-secret-value --secret-id ${secretId} …`;
}

/**
 * What a collector's code says is wrong, and who mends it; undefined when nothing is: a request without a record is
 * refused for that (5), after the token was accepted.
 */
export function findHecFault(code: number, secretId: string): HecFault | undefined {
  switch (findHecSubject(code)) {
    case 'token':
      return { level: fail, ...toTokenFault(code, secretId) };
    case 'index':
      return {
        level: fail,
        what: 'the token may not write to its index',
        fix: 'give the token in Splunk a default index that is among its allowed ones',
      };
    case 'channel':
      return {
        level: fail,
        what: 'the channel did not arrive',
        fix: 'let whatever stands between pass the header X-Splunk-Request-Channel on',
      };
    case 'query_string':
      return {
        level: fail,
        what: 'the URL has a token in it',
        fix: 'take the parameter token out of destinations[].url: the token is in the secret',
      };
    case 'acknowledgement':
      return {
        level: fail,
        what: 'the URL is the one for acknowledgements',
        fix: 'give the one that takes events as destinations[].url: …/services/collector/event',
      };
    case 'busy':
      return {
        level: warn,
        what: 'it is busy',
        fix: 'ask its operator; records wait in the queue meanwhile',
      };
    case 'taken':
    case 'record':
    case 'request':
    case undefined:
      return undefined;
  }
}

function toTokenFault(code: number, secretId: string): { readonly what: string; readonly fix: string } {
  switch (code) {
    case 1:
    case 22:
      return {
        what: 'the token is disabled',
        fix: 'enable it in Splunk: Settings → Data inputs → HTTP Event Collector',
      };
    case 2:
      return {
        what: 'the token did not arrive',
        fix: 'let whatever stands between pass the header Authorization on',
      };
    case 3:
      return {
        what: 'the header Authorization is not as it wants it',
        fix: 'store the bare token, without Splunk or Bearer before it, and let nothing between change the header',
      };
    default:
      return { what: 'it refuses the token', fix: toNewToken(secretId) };
  }
}
