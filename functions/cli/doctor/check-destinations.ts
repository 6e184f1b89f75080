import { readDeliveryStreamStatus } from '../../destination/delivery-stream-status.ts';
import { readEventBusStatus, readEventSourceState } from '../../destination/event-bus-status.ts';
import { probeHttps } from '../../destination/probe-https.ts';
import { isUnreached } from '../aws/aws-unreached.ts';
import { openEventBridgeClient, openFirehoseClient } from '../aws/clients.ts';
import { type CheckResult, fail, failByCode, notOfTheStack, ok, warn } from './check-result.ts';
import { findHecFault, toNewToken } from './hec-fault.ts';

/** A delivery stream, of the tenant's own or of somebody else's; `whenAbsent` is the fix where there is none. */
export async function checkStream(name: string, whenAbsent: string): Promise<CheckResult> {
  const check = 'delivery stream';
  const status = await readDeliveryStreamStatus(name, openFirehoseClient());
  if (status === 'ACTIVE') return ok(check, `${name} is active`);
  if (/^[A-Z_]+$/.test(status) && !isUnreached(status)) {
    return fail(
      check,
      `${name} is ${status}`,
      'until it is ACTIVE records wait in the queue; if it stays, see its page in the console: mostly its key or its role is gone',
    );
  }
  return failByCode(check, name, status, whenAbsent);
}

export async function checkEventBus(arn: string): Promise<CheckResult> {
  const check = 'event bus';
  const name = arn.split(':event-bus/').at(-1) ?? arn;
  const status = await readEventBusStatus(arn, openEventBridgeClient());
  return status === 'ACTIVE'
    ? ok(check, `${name} is there`)
    : failByCode(check, name, status, notOfTheStack('destinations[].arn'));
}

/** Whether what Auth0 sends to the source arrives at a bus, or is dropped. */
export async function checkPartnerSource(name: string): Promise<CheckResult> {
  const check = 'event source';
  const state = await readEventSourceState(name, openEventBridgeClient());
  switch (state) {
    case 'ACTIVE':
      return ok(check, 'belongs to a bus');
    case 'PENDING':
      return fail(
        check,
        'belongs to no bus: what Auth0 sends is lost',
        'deploy the stack with "bus": "create", or associate it in the EventBridge console',
      );
    case 'DELETED':
      return fail(
        check,
        'Auth0 has taken it away',
        'create the log stream anew, and put the name of its source into the tenant file',
      );
    default:
      return failByCode(
        check,
        name,
        state,
        'compare it with the log stream in Auth0, and AWS_REGION with the Region chosen there',
      );
  }
}

export interface HttpsTarget {
  readonly name: string;
  readonly url: string;
  readonly kind: 'hec' | 'ndjson';
  readonly header?: string | undefined;
}

/** Posts no record, only the token, as records come by. */
export async function checkHttps(
  target: HttpsTarget,
  secretId: string,
  secret: string,
): Promise<CheckResult> {
  const { name, url, kind, header } = target;
  const check = `https ${name}`;
  const host = new URL(url).host;
  const answer = await probeHttps({ url, kind, header, secret });
  if ('code' in answer) {
    return fail(
      check,
      `${host}: no answer (${answer.code})`,
      'check destinations[].url, and that the endpoint has a valid certificate and is open to AWS Lambda',
    );
  }
  const { status, hecCode } = answer;
  const fault = hecCode === undefined ? undefined : findHecFault(hecCode, secretId);
  if (fault !== undefined) {
    const { level, what, fix } = fault;
    return level(check, `${host} answers ${status} with code ${hecCode}: ${what}`, fix);
  }
  const seen = `${host} answers ${status}`;
  if (status === 401 || status === 403) {
    return fail(check, `${seen}: it refuses the token`, toNewToken(secretId));
  }
  if (status === 429 || status >= 500) {
    return warn(check, seen, 'ask its operator; records wait in the queue meanwhile');
  }
  if (status >= 300 && status < 400) {
    return fail(
      check,
      `${seen}: a redirect, which records do not follow`,
      'give the final URL as destinations[].url',
    );
  }
  if (status === 404 || status === 405 || status === 410) {
    return fail(check, `${seen}: nothing takes records there`, 'check the path of destinations[].url');
  }
  // 400, 411, 415 and 422 refuse the empty body after the token was accepted.
  return ok(check, `${host} is reachable and takes the token`);
}
