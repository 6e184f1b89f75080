import { randomUUID } from 'node:crypto';
import type {
  CreateEventBusRequest,
  DeleteEventBusRequest,
  DeleteRuleRequest,
  DescribeEventBusRequest,
  DescribeEventSourceRequest,
  PutEventsRequest,
  PutEventsRequestEntry,
  PutRuleRequest,
  PutTargetsRequest,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from './aws-error.ts';
import { isMatch } from './event-pattern.ts';
import { account, type CallContext, region, type Service, type Wire } from './wire.ts';

/** An event as rules see it and targets get it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface BusesControl {
  create(name: string): void;
  /** The partner sends an event to its source. Lost, and false, while no bus belongs to it. */
  sendAsPartner(source: string, event: { readonly detailType: string; readonly detail: unknown }): boolean;
  /** Every event that the bus took, whether or not a rule matched. */
  events(name: string): readonly BusEvent[];
  /** A partner event source, as the partner offers it; only then can a bus be created for it. */
  offer(source: string, state: 'PENDING' | 'ACTIVE' | 'DELETED'): void;
}

interface Bus {
  readonly events: BusEvent[];
  readonly rules: Map<string, { pattern: unknown; queueArns: Set<string> }>;
}

interface EventBridgeOptions {
  readonly now: () => number;
  /** False when there is no such queue. */
  readonly addToQueue: (arn: string, body: string) => boolean;
}

type Entry = Wire<PutEventsRequestEntry>;

const maxEntries = 10;
const maxBytes = 1_048_576;

export function createEventBridge(options: EventBridgeOptions): Service & { readonly control: BusesControl } {
  const { now, addToQueue } = options;
  const sources = new Map<string, string>();
  const buses = new Map<string, Bus>([['default', { events: [], rules: new Map() }]]);

  function find(nameOrArn = 'default'): Bus {
    const bus = buses.get(nameOrArn.replace(/^arn:.*:event-bus\//, ''));
    if (bus) return bus;
    throw new AwsError('ResourceNotFoundException', `event bus ${nameOrArn} does not exist`);
  }

  function create(name: string, eventSourceName?: string): void {
    if (eventSourceName !== undefined && (!sources.has(eventSourceName) || name !== eventSourceName)) {
      throw new AwsError('ResourceNotFoundException', `Event source ${eventSourceName} does not exist.`);
    }
    if (buses.has(name))
      throw new AwsError('ResourceAlreadyExistsException', `event bus ${name} already exists`);
    if (eventSourceName !== undefined) sources.set(eventSourceName, 'ACTIVE');
    buses.set(name, { events: [], rules: new Map() });
  }

  function put(entry: Entry) {
    const bus = find(entry.EventBusName);
    const event: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.DetailType ?? '',
      source: entry.Source ?? '',
      account,
      time: toTime(entry.Time === undefined ? now() : entry.Time * 1_000),
      region,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail ?? '{}') as unknown,
    };
    take(bus, event);
    return { EventId: event.id };
  }

  function take(bus: Bus, event: BusEvent): void {
    bus.events.push(event);
    for (const { pattern, queueArns } of bus.rules.values()) {
      if (!isMatch(pattern, event)) continue;
      for (const arn of queueArns) addToQueue(arn, JSON.stringify(event));
    }
  }

  return {
    target: 'AWSEvents',
    throttled: { code: 'ThrottlingException', status: 400 },
    operations: {
      CreateEventBus({ Name = '', EventSourceName }: Wire<CreateEventBusRequest>) {
        create(Name, EventSourceName);
        return { EventBusArn: toArn(Name) };
      },
      DeleteEventBus({ Name = '' }: Wire<DeleteEventBusRequest>) {
        if (find(Name).rules.size > 0) {
          throw new AwsError('ValidationException', `event bus ${Name} still has rules`);
        }
        buses.delete(Name);
      },
      DeleteRule({ Name = '', EventBusName }: Wire<DeleteRuleRequest>) {
        find(EventBusName).rules.delete(Name);
      },
      DescribeEventBus({ Name = 'default' }: Wire<DescribeEventBusRequest>) {
        find(Name);
        return { Name, Arn: toArn(Name) };
      },
      DescribeEventSource({ Name = '' }: Wire<DescribeEventSourceRequest>) {
        const State = sources.get(Name);
        if (State === undefined)
          throw new AwsError('ResourceNotFoundException', `event source ${Name} does not exist`);
        return { Name, Arn: `arn:aws:events:${region}::event-source/${Name}`, State };
      },
      PutRule({ Name = '', EventBusName, EventPattern = '{}' }: Wire<PutRuleRequest>) {
        const pattern = parsePattern(EventPattern);
        find(EventBusName).rules.set(Name, { pattern, queueArns: new Set() });
        return { RuleArn: `arn:aws:events:${region}:${account}:rule/${Name}` };
      },
      PutTargets({ Rule = '', EventBusName, Targets = [] }: Wire<PutTargetsRequest>) {
        const rule = find(EventBusName).rules.get(Rule);
        if (!rule) throw new AwsError('ResourceNotFoundException', `rule ${Rule} does not exist`);
        for (const { Arn } of Targets) rule.queueArns.add(Arn ?? '');
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
      PutEvents({ Entries: entries = [] }: Wire<PutEventsRequest>, call: CallContext) {
        if (entries.length === 0 || entries.length > maxEntries) {
          throw new AwsError('ValidationException', `entries: 1 to ${maxEntries}, got ${entries.length}`);
        }
        const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
        if (bytes >= maxBytes) {
          throw new AwsError(
            'ValidationException',
            `the entries have ${bytes} bytes, less than ${maxBytes} are allowed`,
          );
        }
        const Entries = entries.map((entry, index) => {
          const code = refusalOf(entry) ?? call.failureOf(index, entry);
          return code === undefined ? put(entry) : { ErrorCode: code, ErrorMessage: 'refused' };
        });
        return { FailedEntryCount: Entries.filter((answer) => 'ErrorCode' in answer).length, Entries };
      },
    },
    control: {
      create,
      offer: (source, state) => void sources.set(source, state),
      sendAsPartner(source, { detailType, detail }) {
        const bus = buses.get(source);
        if (!bus) return false;
        take(bus, {
          version: '0',
          id: randomUUID(),
          'detail-type': detailType,
          source,
          account,
          time: toTime(now()),
          region,
          resources: [],
          detail,
        });
        return true;
      },
      events: (name) => find(name).events,
    },
  };
}

/** Why this entry fails alone; undefined when it does not. */
function refusalOf({ Source, DetailType, Detail }: Entry): string | undefined {
  if (!Source || !DetailType || !Detail) return 'InvalidArgument';
  if (Source.startsWith('aws.')) return 'NotAuthorizedForSourceException';
  try {
    const detail: unknown = JSON.parse(Detail);
    return typeof detail === 'object' && detail !== null ? undefined : 'MalformedDetail';
  } catch {
    return 'MalformedDetail';
  }
}

/** By https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html (calculating event entry size). */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

function parsePattern(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('InvalidEventPatternException', 'the event pattern is not JSON');
  }
}

const toArn = (name: string) => `arn:aws:events:${region}:${account}:event-bus/${name}`;

/** Events carry whole seconds. */
const toTime = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
