/** A list price, with where and when it was read. */
export interface Price {
  readonly id: string;
  readonly usd: number;
  /** What it buys one of. */
  readonly per: string;
  readonly date: string;
  readonly source: string;
}

export interface FunctionMeasurement {
  /** Of one invocation, in milliseconds: Lambda's processor time with 512 MB, and the waiting beside it. */
  readonly billedMs: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** What one invocation writes to its log group. */
  readonly logBytes: number;
}

export interface Measurements {
  readonly date: string;
  readonly node: string;
  readonly eventBytes: number;
  /** One invocation for each number of events in the request. */
  readonly receive: Readonly<Record<string, FunctionMeasurement>>;
  readonly batchSize: number;
  /** One invocation with a full batch for each kind of traffic. */
  readonly enrich: Readonly<Record<TrafficKind, FunctionMeasurement>>;
  readonly records: Readonly<Record<string, RecordMeasurement>>;
  readonly ledger: Readonly<Record<TrafficKind, LedgerUnits>>;
}

/** DynamoDB's units for an event, as billed by request. */
export interface LedgerUnits {
  readonly sessionWrites: number;
  readonly sessionReads: number;
  readonly lineWrites: number;
  readonly lineReads: number;
}

/** Of a tenant with every default and one bucket. */
export interface StackCount {
  readonly secrets: number;
  readonly alarms: number;
  readonly alarmMetrics: number;
  readonly dashboards: number;
  /** Queues that Lambda polls beside that of log events: one a destination. */
  readonly retryQueues: number;
  /** Custom metrics that occur while records come, and no trouble with them. */
  readonly customMetrics: number;
}

export interface RecordMeasurement {
  /** Mean of a record. */
  readonly bytes: number;
  /** The same in the gzipped object. */
  readonly gzipBytes: number;
  /** Steps of 5 KB that Firehose bills for each record when a record goes alone, and when lines are joined. */
  readonly stepsAlone: number;
  readonly stepsJoined: number;
}

/** How many sessions the forty events of a batch belong to, and whether they are known. */
export const trafficKinds = ['cached', 'mixed', 'new'] as const;
export type TrafficKind = (typeof trafficKinds)[number];

export const memoryGb = 0.5;
/** 1,769 MB are one vCPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const cpuShare = 512 / 1_769;
const million = 1_000_000;
/** As Firehose counts. */
export const firehoseStepBytes = 5 * 1_024;

export interface CostLine {
  readonly what: string;
  readonly formula: string;
  readonly usd: number;
}

export interface FixedCostLine extends CostLine {
  /** Whether it comes with records only. */
  readonly isTraffic?: true;
}

export interface CostOptions {
  readonly eventsPerRequest: number;
  readonly kind: TrafficKind;
  readonly format: string;
}

/** What a million events cost, line by line, in US dollars. Throws for a price or a measurement that is not there. */
export function computeCosts(
  prices: readonly Price[],
  measured: Measurements,
  { eventsPerRequest, kind, format }: CostOptions,
): CostLine[] {
  const usd = createPriceList(prices);
  const receive = get(measured.receive, String(eventsPerRequest));
  const enrich = measured.enrich[kind];
  const record = get(measured.records, format);
  const ledger = measured.ledger[kind];
  const requests = million / eventsPerRequest;
  const batches = million / measured.batchSize;
  const writes = million / Math.min(10, eventsPerRequest);
  const gb = (bytes: number) => bytes / 1_000_000_000;
  const seconds = (times: number, { billedMs }: FunctionMeasurement) =>
    times * (billedMs / 1_000) * memoryGb * usd('lambdaGbSecond');
  const logBytes = requests * receive.logBytes + batches * enrich.logBytes;
  return [
    {
      what: 'HTTP API',
      formula: `1,000,000 / ${eventsPerRequest} requests`,
      usd: requests * usd('httpApiRequest'),
    },
    {
      what: 'receive',
      formula: `so many invocations of ${receive.billedMs} ms at 0.5 GB`,
      usd: requests * usd('lambdaInvocation') + seconds(requests, receive),
    },
    {
      what: 'SQS',
      formula: `1,000,000 / ${Math.min(10, eventsPerRequest)} to write, 2 / 10 to read and delete`,
      usd: (writes + 0.2 * million) * usd('sqsRequest'),
    },
    {
      what: 'enrich',
      formula: `1,000,000 / ${measured.batchSize} invocations of ${enrich.billedMs} ms at 0.5 GB`,
      usd: batches * usd('lambdaInvocation') + seconds(batches, enrich),
    },
    {
      what: 'session ledger and line',
      formula: `${toPlain(ledger.sessionWrites + ledger.lineWrites)} write and ${toPlain(ledger.sessionReads + ledger.lineReads)} read units an event`,
      usd:
        million *
        ((ledger.sessionWrites + ledger.lineWrites) * usd('dynamoDbWrite') +
          (ledger.sessionReads + ledger.lineReads) * usd('dynamoDbRead')),
    },
    {
      what: 'CloudWatch Logs',
      formula: `${receive.logBytes} bytes a request, ${enrich.logBytes} a batch`,
      usd: gb(logBytes) * usd('logsGb'),
    },
    {
      what: 'Firehose',
      formula: `${record.stepsJoined} steps of 5 KB a record, lines joined`,
      usd: gb(million * record.stepsJoined * firehoseStepBytes) * usd('firehoseGb'),
    },
    {
      what: 'S3, first month',
      formula: `${record.gzipBytes} bytes a record after gzip`,
      usd: gb(million * record.gzipBytes) * usd('s3GbMonth'),
    },
  ];
}

const toPlain = (units: number) => units.toLocaleString('en-US', { maximumFractionDigits: 2 });

/** Of the fixed costs, what a tenant costs to which nothing happens. */
export const idleSumOf = (lines: readonly FixedCostLine[]) =>
  sumOf(lines.filter(({ isTraffic }) => !isTraffic));

export const sumOf = (lines: readonly CostLine[]) => lines.reduce((sum, line) => sum + line.usd, 0);

/** Monthly, for a tenant with one bucket: what is there even when nothing happens, and with traffic what comes to it. */
export function computeFixedCosts(prices: readonly Price[], stack: StackCount): FixedCostLine[] {
  const usd = createPriceList(prices);
  const objects = (30 * 24 * 3_600) / 300;
  return [
    { what: 'secrets', formula: `${stack.secrets}`, usd: stack.secrets * usd('secretMonth') },
    {
      what: 'reading secrets',
      formula: '2 warm sandboxes, each once in 5 minutes',
      usd: 2 * ((30 * 24 * 60) / 5) * usd('secretCall'),
    },
    {
      what: 'alarms',
      formula: `${stack.alarms}, of ${stack.alarmMetrics} metrics`,
      usd: stack.alarmMetrics * usd('alarmMetricMonth'),
    },
    {
      what: 'custom metrics',
      isTraffic: true,
      formula: `${stack.customMetrics}, those that occur`,
      usd: stack.customMetrics * usd('metricMonth'),
    },
    { what: 'dashboard', formula: `${stack.dashboards}`, usd: stack.dashboards * usd('dashboardMonth') },
    {
      what: 'polling of the queue',
      formula: "650,000 long polls: some 5 of Lambda's at a time, 20 s each",
      usd: 650_000 * usd('sqsRequest'),
    },
    {
      what: 'polling of the other queues',
      formula: `as many for the queue of look-ups and for each destination's, empty or not: ${stack.retryQueues}`,
      usd: stack.retryQueues * 650_000 * usd('sqsRequest'),
    },
    {
      what: 'objects in S3',
      isTraffic: true,
      formula: `at most ${objects.toLocaleString('en-US')}, one in 300 s while records come`,
      usd: objects * usd('s3Put'),
    },
  ];
}

function createPriceList(prices: readonly Price[]): (id: string) => number {
  const byId = new Map(prices.map((price) => [price.id, price.usd]));
  return (id) => {
    const usd = byId.get(id);
    if (usd === undefined) throw new Error(`there is no price ${id}`);
    return usd;
  };
}

function get<T>(values: Readonly<Record<string, T>>, key: string): T {
  const value = values[key];
  if (value === undefined)
    throw new Error(`nothing was measured for ${key}; there is ${Object.keys(values).join(', ')}`);
  return value;
}
