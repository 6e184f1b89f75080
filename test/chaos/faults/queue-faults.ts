import type { Fault } from '../../support/aws/faults.ts';
import type { SourceFaults } from '../event-source.ts';
import type { ChaosFault } from './chaos-fault.ts';

const queueAnswers = (name: string, operation: string, fault: Fault): ChaosFault => ({
  name: `sqs: ${name}`,
  begin: ({ system }) => system.aws.inject({ on: `sqs.${operation}`, fault }),
});

/** A share of the entries of every batch, another one each time. */
const partly = (name: string, operation: string, share: number): ChaosFault => ({
  name: `sqs: ${name}`,
  begin: ({ system, chance }) => {
    return system.aws.inject({
      on: `sqs.${operation}`,
      fault: { kind: 'partial', fails: () => chance.next() < share },
    });
  },
});

const source = (name: string, faults: Partial<SourceFaults>, lasts?: number): ChaosFault => ({
  name: `worker: ${name}`,
  ...(lasts !== undefined && { lasts }),
  begin({ system }) {
    const before = { ...system.faults };
    Object.assign(system.faults, faults);
    return () => {
      for (const key of Object.keys(faults) as (keyof SourceFaults)[]) system.faults[key] = before[key];
    };
  },
});

export const queueFaults: readonly ChaosFault[] = [
  partly('takes a part of a batch', 'SendMessageBatch', 0.3),
  queueAnswers('throttled', 'SendMessageBatch', { kind: 'throttled' }),
  queueAnswers('down', 'SendMessageBatch', { kind: 'unavailable' }),
  queueAnswers('denied', 'SendMessageBatch', { kind: 'denied' }),
  queueAnswers('slow', 'SendMessageBatch', { kind: 'slow', ms: 150 }),
  queueAnswers('never an answer', 'SendMessageBatch', { kind: 'hang' }),
  queueAnswers('takes and then resets', 'SendMessageBatch', { kind: 'reset', applied: true }),
  queueAnswers('takes and answers half', 'SendMessageBatch', { kind: 'truncated' }),
  queueAnswers('no messages to be had', 'ReceiveMessage', { kind: 'unavailable' }),
  queueAnswers('gives messages out and then resets', 'ReceiveMessage', { kind: 'reset', applied: true }),
  queueAnswers('deletes nothing', 'DeleteMessageBatch', { kind: 'unavailable' }),
  partly('deletes a part', 'DeleteMessageBatch', 0.4),
  queueAnswers('changes no visibility', 'ChangeMessageVisibilityBatch', { kind: 'denied' }),
  partly('changes the visibility of a part', 'ChangeMessageVisibilityBatch', 0.4),
  source('gets batches twice', { duplicateShare: 0.5 }),
  source('gets messages in another order, some twice', { shuffleShare: 1 }, 1_500),
  source('ends with an error', { crashShare: 0.5 }),
  source('invocations time out in the middle of a batch', { invocationTimeoutMs: 5 }, 500),
];
