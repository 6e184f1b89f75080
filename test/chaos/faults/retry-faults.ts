import type { Fault, FaultRule } from '../../support/aws/faults.ts';
import type { ChaosSystem } from '../chaos-system.ts';
import type { ChaosFault } from './chaos-fault.ts';

/** Calls for a retry queue alone, not for the queue of log events. */
const ofRetryQueues: FaultRule['when'] = (input) =>
  String((input as { QueueUrl?: unknown }).QueueUrl).includes('/retry-');

const refuseAll = (system: ChaosSystem): (() => void) => {
  system.sink.setFault((response) => {
    response.writeHead(503).end('{"text":"Server is busy","code":9}');
    return { taken: false };
  });
  const ends = ['firehose', 'eventbridge'].map((on) =>
    system.aws.inject({ on, fault: { kind: 'unavailable' } }),
  );
  return () => {
    system.sink.setFault(undefined);
    for (const end of ends) end();
  };
};

/** Every destination is down, so that all there is goes through retry queues, and these have a fault of their own. */
const whileDown = (name: string, begin: ChaosFault['begin'], lasts?: number): ChaosFault => ({
  name: `retry: ${name}`,
  ...(lasts !== undefined && { lasts }),
  begin(context) {
    const ends = [refuseAll(context.system), begin(context)];
    return () => {
      for (const end of ends) end();
    };
  },
});

const answers = (name: string, operation: string, fault: Fault): ChaosFault =>
  whileDown(name, ({ system }) => system.aws.inject({ on: `sqs.${operation}`, fault, when: ofRetryQueues! }));

const partly = (name: string, operation: string, share: number): ChaosFault =>
  whileDown(name, ({ system, chance }) => {
    const fault: Fault = { kind: 'partial', fails: () => chance.next() < share };
    return system.aws.inject({ on: `sqs.${operation}`, fault, when: ofRetryQueues! });
  });

const source = (name: string, changes: Partial<ChaosSystem['faults']>): ChaosFault =>
  whileDown(
    name,
    ({ system }) => {
      const before = { ...system.faults };
      Object.assign(system.faults, changes);
      return () => void Object.assign(system.faults, before);
    },
    1_500,
  );

/** The queues in which finished records wait for a destination. */
export const retryFaults: readonly ChaosFault[] = [
  whileDown('every destination is down and comes back', () => () => undefined),
  {
    name: 'retry: destinations go and come every 150 ms',
    lasts: 1_500,
    begin({ system }) {
      let end: (() => void) | undefined;
      const timer = setInterval(() => {
        if (end === undefined) end = refuseAll(system);
        else {
          end();
          end = undefined;
        }
      }, 150);
      return () => {
        clearInterval(timer);
        end?.();
      };
    },
  },
  {
    name: 'retry: every destination is down for good',
    lasts: 'until-drained',
    begin: ({ system }) => refuseAll(system),
  },
  {
    name: 'retry: the collector never takes some of the records',
    lasts: 'until-drained',
    begin({ system }) {
      system.sink.setFault((response, lines) => {
        if (!lines.some((line) => /chaos-\d{5}[05]0/.test(line))) return undefined;
        response.writeHead(400).end('{"text":"Invalid data format","code":6}');
        return { taken: false };
      });
      return () => system.sink.setFault(undefined);
    },
  },
  answers('takes nothing, is throttled', 'SendMessageBatch', { kind: 'throttled' }),
  answers('takes nothing, is down', 'SendMessageBatch', { kind: 'unavailable' }),
  answers('takes nothing, is denied', 'SendMessageBatch', { kind: 'denied' }),
  answers('is gone', 'SendMessageBatch', { kind: 'error', code: 'QueueDoesNotExist' }),
  answers('is slow', 'SendMessageBatch', { kind: 'slow', ms: 150 }),
  answers('never answers', 'SendMessageBatch', { kind: 'hang' }),
  answers('takes and then resets', 'SendMessageBatch', { kind: 'reset', applied: true }),
  answers('takes and answers half', 'SendMessageBatch', { kind: 'truncated' }),
  partly('takes a part of a batch', 'SendMessageBatch', 0.4),
  answers('gives nothing out', 'ReceiveMessage', { kind: 'unavailable' }),
  answers('gives messages out and then resets', 'ReceiveMessage', { kind: 'reset', applied: true }),
  answers('deletes nothing', 'DeleteMessageBatch', { kind: 'unavailable' }),
  partly('deletes a part', 'DeleteMessageBatch', 0.4),
  answers('changes no visibility', 'ChangeMessageVisibilityBatch', { kind: 'denied' }),
  partly('changes the visibility of a part', 'ChangeMessageVisibilityBatch', 0.4),
  source('gives everything twice', { duplicateShare: 1 }),
  source('gives messages in another order, some twice', { shuffleShare: 1 }),
  source('its invocations end with an error', { crashShare: 0.5 }),
  {
    name: 'retry: holds messages that are no records',
    begin({ system }) {
      for (let index = 0; index < 10; index += 1) system.addToRetryQueue('https', `no record ${index}`);
      return () => undefined;
    },
  },
];
