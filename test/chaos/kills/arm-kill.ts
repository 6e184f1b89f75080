import { lineKey } from '../../../functions/ledger/line-key.ts';
import type { AwsStandIn } from '../../support/aws/aws-stand-in.ts';
import type { HttpsSink, SinkFault } from '../https-sink.ts';
import type { Chance } from '../random.ts';
import type { KillStep } from './kill-steps.ts';

/** What a batch meets, in which a step can be seen to come. */
export interface KillPlaces {
  readonly aws: AwsStandIn;
  readonly sink: HttpsSink;
  /** Told of each look-up as it arrives at Auth0. */
  readonly lookUps: { onLookUp: () => void };
}

/** As much of a call to DynamoDB as tells what it is for. */
interface TableInput {
  readonly TableName?: string;
  readonly UpdateExpression?: string;
  readonly Key?: { readonly pk?: { readonly S?: string } };
}

/** The collector takes nothing, so that its records are handed over; returns what makes it take them again. */
export function refuseRecords(sink: HttpsSink): () => void {
  sink.setFault((response) => {
    response.writeHead(503).end('{"text":"Server is busy","code":9}');
    return { taken: false };
  });
  return () => sink.setFault(undefined);
}

/** Has `kill` called at a step of the next batch; returns what puts everything back. */
export function armKill(
  { aws, sink, lookUps }: KillPlaces,
  step: KillStep,
  kill: () => void,
  chance: Chance,
): () => void {
  const firehose = (after: number, applied: boolean) => {
    const when = () => {
      if (applied) setTimeout(kill, 0);
      else kill();
      return true;
    };
    return aws.inject({ on: 'firehose', fault: { kind: 'reset', applied }, after, times: 1, when });
  };
  const collector = (taken: boolean) => {
    const fault: SinkFault = () => {
      kill();
      return { taken };
    };
    sink.setFault(fault);
    return () => sink.setFault(undefined);
  };
  const lookUp = (count: number) => {
    let left = count;
    lookUps.onLookUp = () => {
      left -= 1;
      if (left === 0) kill();
    };
    return () => {
      lookUps.onLookUp = () => undefined;
    };
  };
  /** `after` so many others of the kind, at the call that is meant. */
  const table = (
    operation: string,
    isMeant: (input: TableInput) => boolean,
    { after = 0, applied = false } = {},
  ) => {
    let left = after;
    const when = (input: unknown) => {
      if (!isMeant(input as TableInput)) return false;
      left -= 1;
      if (left >= 0) return false;
      if (applied) setTimeout(kill, 0);
      else kill();
      return true;
    };
    return aws.inject({ on: `dynamodb.${operation}`, fault: { kind: 'reset', applied }, times: 1, when });
  };
  const marks = (operation: string, after: number, applied = false) =>
    table(operation, ({ TableName }) => TableName === 'ledger', { after, applied });
  /** Updates of the session ledger or its line, told apart by what they set. */
  const update = (beginning: string, applied = false) =>
    table(
      'UpdateItem',
      ({ TableName, UpdateExpression = '' }) =>
        TableName === 'session-ledger' && UpdateExpression.startsWith(beginning),
      { applied },
    );
  const line = (operation: string, applied = false) =>
    table(operation, ({ Key }) => Key?.pk?.S === lineKey, { applied });
  const store = (queueName: string, applied: boolean) => {
    const when = (input: unknown) => {
      if (!String((input as { QueueUrl?: unknown }).QueueUrl).includes(queueName)) return false;
      if (applied) setTimeout(kill, 0);
      else kill();
      return true;
    };
    return aws.inject({ on: 'sqs.SendMessageBatch', fault: { kind: 'reset', applied }, times: 1, when });
  };
  const timer = (ms: number) => {
    const handle = setTimeout(kill, ms);
    return () => clearTimeout(handle);
  };
  switch (step) {
    case 'the batch is handed over':
      return timer(0);
    case 'the third mark of a delivery in progress arrives':
      return marks('PutItem', 2);
    case 'the marks are set, the answer is on the way':
      return marks('PutItem', 20, true);
    case 'everything is delivered, the first mark that says so arrives':
      return marks('UpdateItem', 0);
    case 'what the events tell arrives at the ledger':
      return update('ADD');
    case 'the ledger has taken it, its answer is on the way':
      return update('ADD', true);
    case 'the reservation of turns arrives at the line':
      return line('UpdateItem');
    case 'an event that has waited redeems its turn':
      return line('GetItem');
    case 'the line has given turns, its answer is on the way':
      return line('UpdateItem', true);
    case 'that a session is being asked for arrives at the ledger':
      return update('SET #w');
    case "Auth0's answer arrives at the ledger":
      return update('SET #t');
    case "the ledger has kept Auth0's answer, its own is on the way":
      return update('SET #t', true);
    case 'an event arrives at the queue of look-ups':
      return store('/look-ups', false);
    case 'the queue of look-ups has taken it, its answer is on the way':
      return store('/look-ups', true);
    case 'an event that has waited is asked for':
      return lookUp(1);
    case 'the first look-up arrives at Auth0':
      return lookUp(1);
    case 'the third look-up arrives at Auth0':
      return lookUp(3);
    case 'the first records arrive at Firehose':
      return firehose(0, false);
    case 'Firehose has taken them, its answer is on the way':
      return firehose(0, true);
    case 'the second call arrives at Firehose':
      // The first one takes a part and has the rest sent again.
      return both(
        aws.inject({
          on: 'firehose',
          fault: { kind: 'partial', fails: (index) => index % 2 === 1 },
          times: 1,
        }),
        firehose(1, false),
      );
    case 'the records arrive at the collector':
      return collector(false);
    case 'the collector has taken them, its answer is on the way':
      return collector(true);
    case 'everything is delivered, the result is on the way':
      sink.setFault((response) => {
        response.writeHead(200).end('{"code":0}', kill);
        return { taken: true };
      });
      return () => sink.setFault(undefined);
    case 'a refused record arrives at its retry queue':
      return both(refuseRecords(sink), store('/retry-', false));
    case 'the retry queue has taken it, its answer is on the way':
      return both(refuseRecords(sink), store('/retry-', true));
    case 'everything is handed over, nothing is deleted':
      return refuseRecords(sink);
    case 'a waiting record arrives at the collector':
      return collector(false);
    case 'some moment':
      return timer(chance.below(80));
    case 'the invocation has run out of time':
      return aws.inject({ on: 'firehose', fault: { kind: 'hang' } });
    case 'the result is there, nothing is deleted':
    case 'the collector has taken a waiting record, nothing is deleted':
    case 'a part is deleted':
    case 'events wait in the queue of look-ups, nothing is deleted':
    case 'an event that has waited is delivered, nothing is deleted':
      return () => undefined;
  }
}

function both(first: () => void, second: () => void): () => void {
  return () => {
    first();
    second();
  };
}
