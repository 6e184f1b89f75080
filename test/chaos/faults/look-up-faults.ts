import type { Fault } from '../../support/aws/faults.ts';
import type { ChaosFault } from './chaos-fault.ts';

const stores = (input: unknown) => (input as { QueueUrl?: string }).QueueUrl?.endsWith('/look-ups') === true;

const answers = (name: string, fault: Fault, options: Partial<ChaosFault> = {}): ChaosFault => ({
  lasts: 'until-drained',
  ...options,
  name: `look-ups: ${name}`,
  begin: ({ system }) => system.aws.inject({ on: 'sqs.SendMessageBatch', fault, when: stores }),
});

/** The queue of look-ups, and the ledger that they rest on: what cannot wait there waits less long, and is a record all the same. */
export const lookUpFaults: readonly ChaosFault[] = [
  answers('their queue is down', { kind: 'unavailable' }),
  answers('their queue is throttled', { kind: 'throttled' }, { lasts: 700 }),
  answers('their queue takes and then resets', { kind: 'reset', applied: true }, { lasts: 700 }),
  answers('their queue takes and answers half', { kind: 'truncated' }, { lasts: 700 }),
  answers('their queue never answers', { kind: 'hang' }, { lasts: 1_500 }),
  {
    name: 'look-ups: events that nobody put off',
    begin({ system, traffic, acknowledge }) {
      const sent = Array.from({ length: 5 }, () => traffic.toEvent());
      for (const { text } of sent) system.addToLookUps(text);
      acknowledge(sent);
      return () => undefined;
    },
  },
  {
    name: 'look-ups: the ledger forgets everything',
    begin({ system }) {
      const timer = setInterval(() => system.aws.tables.empty('session-ledger'), 50);
      return () => clearInterval(timer);
    },
  },
];
