import type { Fault } from '../../support/aws/faults.ts';
import type { ChaosFault } from './chaos-fault.ts';

const answers = (
  name: string,
  fault: Fault,
  options: Partial<ChaosFault> & { on?: string } = {},
): ChaosFault => {
  const { on = 'dynamodb', ...rest } = options;
  return { ...rest, name: `dynamodb: ${name}`, begin: ({ system }) => system.aws.inject({ on, fault }) };
};

/** The table of delivered events: none of it may lose or hold up an event. */
export const deduplicationFaults: readonly ChaosFault[] = [
  answers('throttled', { kind: 'throttled' }),
  answers('down', { kind: 'unavailable' }),
  answers('down until the end', { kind: 'unavailable' }, { lasts: 'until-drained' }),
  answers('denied', { kind: 'denied' }, { lasts: 'until-drained', atStart: true }),
  answers('no such table', { kind: 'error', code: 'ResourceNotFoundException' }, { lasts: 'until-drained' }),
  answers('slow', { kind: 'slow', ms: 120 }),
  answers('never an answer', { kind: 'hang' }),
  answers('broken connections', { kind: 'reset' }),
  answers('sets a mark and then resets', { kind: 'reset', applied: true }, { on: 'dynamodb.PutItem' }),
  answers('sets a mark and answers half', { kind: 'truncated' }, { on: 'dynamodb.PutItem' }),
  answers('says of nothing that it is delivered', { kind: 'unavailable' }, { on: 'dynamodb.UpdateItem' }),
  answers('takes no mark back', { kind: 'throttled' }, { on: 'dynamodb.DeleteItem' }),
  {
    name: 'dynamodb: forgets everything',
    begin({ system }) {
      const timer = setInterval(() => system.aws.tables.empty('ledger'), 50);
      return () => clearInterval(timer);
    },
  },
];
