import type { Fault } from '../../support/aws/faults.ts';
import type { SinkFault } from '../https-sink.ts';
import type { ChaosFault } from './chaos-fault.ts';

type Service = 'firehose' | 'eventbridge';

const serviceFaults = (service: Service): ChaosFault[] => {
  const answers = (name: string, fault: Fault, lasts?: ChaosFault['lasts']): ChaosFault => ({
    name: `${service}: ${name}`,
    ...(lasts !== undefined && { lasts }),
    begin: ({ system }) => system.aws.inject({ on: service, fault }),
  });
  const code = service === 'firehose' ? 'ServiceUnavailableException' : 'ThrottlingException';
  return [
    {
      name: `${service}: takes a part of a batch`,
      begin: ({ system, chance }) => {
        const fault: Fault = { kind: 'partial', fails: () => chance.next() < 0.4, code };
        return system.aws.inject({ on: service, fault });
      },
    },
    answers('throttled', { kind: 'throttled' }),
    answers('down', { kind: 'unavailable' }),
    answers('down for good', { kind: 'unavailable' }, 'until-drained'),
    answers('denied', { kind: 'denied' }),
    answers('slow', { kind: 'slow', ms: 200 }),
    answers('never an answer', { kind: 'hang' }),
    answers('takes and then resets', { kind: 'reset', applied: true }),
    answers('takes and answers half', { kind: 'truncated' }),
  ];
};

const collector = (name: string, fault: SinkFault, lasts?: ChaosFault['lasts']): ChaosFault => ({
  name: `https: ${name}`,
  ...(lasts !== undefined && { lasts }),
  begin({ system }) {
    system.sink.setFault(fault);
    return () => system.sink.setFault(undefined);
  },
});

const status =
  (code: number, headers: Record<string, string> = {}): SinkFault =>
  (response) => {
    response.writeHead(code, headers).end();
    return { taken: false };
  };

const collectorFaults: ChaosFault[] = [
  collector('429 with Retry-After', status(429, { 'retry-after': '1' })),
  collector('503', status(503)),
  collector('503 for good', status(503), 'until-drained'),
  collector('200 from a load balancer that took nothing', status(200)),
  collector('busy, says the collector', (response) => {
    response.writeHead(503).end('{"text":"Server is busy","code":9}');
    return { taken: false };
  }),
  collector('refuses batches, takes single records', (response, lines) => {
    if (lines.length === 1) return undefined;
    response.writeHead(400).end('{"text":"Invalid data format","code":6}');
    return { taken: false };
  }),
  collector('slow', (response) => {
    setTimeout(() => response.writeHead(200).end('{"code":0}'), 700);
    return { taken: true };
  }),
  collector('never an answer', () => ({ taken: false })),
  collector('takes and then resets', (response) => {
    response.socket?.resetAndDestroy();
    return { taken: true };
  }),
  collector('resets', (response) => {
    response.socket?.resetAndDestroy();
    return { taken: false };
  }),
  {
    name: 'https: redirect to another host',
    begin({ system }) {
      system.sink.setFault(status(307, { location: system.strangers.redirectUrl }));
      return () => system.sink.setFault(undefined);
    },
  },
];

export const destinationFaults: readonly ChaosFault[] = [
  ...serviceFaults('firehose'),
  ...serviceFaults('eventbridge'),
  ...collectorFaults,
];
