import {
  type ResourceRequest,
  type ResourceType,
  type ResourceTypes,
  toGeneratedName,
} from '../../aws/cloudformation/resource-type.ts';
import { invalid } from '../../aws/cloudformation/template.ts';
import { account, region } from '../../aws/wire.ts';
import type { DeployedRequest } from '../send-to-deployed.ts';
import type { Iam } from '../iam.ts';

export interface SchedulesOptions {
  readonly iam: Iam;
  /** Undefined where there is no such secret, or it has no value. */
  readonly readSecret: (id: string) => string | undefined;
  readonly send: (url: string, request: DeployedRequest) => Promise<{ readonly status: number }>;
  readonly now: () => number;
  /** Of rules that are no schedules. */
  readonly rule: ResourceType;
}

interface ScheduledTarget {
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

interface Header {
  readonly name: string;
  readonly value: string;
}

/** EventBridge's rules on a schedule and their way to an address in the internet: connection and API destination. */
export function scheduleTypes({ iam, readSecret, send, now, rule }: SchedulesOptions): {
  readonly types: ResourceTypes;
  /** What every schedule does once, as at its time; the status of each answer. */
  run(): Promise<readonly number[]>;
} {
  const connections = new Map<string, Header>();
  const destinations = new Map<string, { readonly url: string; readonly connectionArn: string }>();
  const schedules = new Map<string, readonly ScheduledTarget[]>();
  const arn = (kind: string, name: string) => `arn:aws:events:${region}:${account}:${kind}/${name}`;

  function putConnection(name: string, { properties }: ResourceRequest) {
    const { ApiKeyName = '', ApiKeyValue = '' } =
      (
        properties['AuthParameters'] as {
          readonly ApiKeyAuthParameters?: { readonly ApiKeyName: string; readonly ApiKeyValue: string };
        }
      ).ApiKeyAuthParameters ?? {};
    // CloudFormation reads the secret now, and not again before the connection changes.
    const value = ApiKeyValue.replace(
      /^\{\{resolve:secretsmanager:(.+):SecretString:::\}\}$/,
      (_all, id: string) => {
        const secret = readSecret(id);
        if (secret === undefined) throw invalid(`Secrets Manager can't find the secret ${id}`);
        return secret;
      },
    );
    connections.set(arn('connection', name), { name: ApiKeyName, value });
    return { physicalId: name, attributes: { Arn: arn('connection', name) } };
  }

  function putDestination(name: string, { properties }: ResourceRequest) {
    const { ConnectionArn, InvocationEndpoint } = properties as Record<string, string>;
    if (!connections.has(ConnectionArn ?? '')) throw invalid(`Connection ${ConnectionArn} does not exist.`);
    destinations.set(arn('api-destination', name), {
      url: InvocationEndpoint ?? '',
      connectionArn: ConnectionArn ?? '',
    });
    return { physicalId: name, attributes: { Arn: arn('api-destination', name) } };
  }

  function putSchedule(name: string, { properties }: ResourceRequest) {
    schedules.set(name, (properties['Targets'] ?? []) as readonly ScheduledTarget[]);
    return { physicalId: name, attributes: { Arn: arn('rule', name) } };
  }

  async function invoke({ Arn, RoleArn = '', InputTransformer }: ScheduledTarget): Promise<number> {
    const destination = destinations.get(Arn);
    if (!destination) throw new Error(`schedules reach API destinations here, not ${Arn}`);
    const { accessKeyId } = iam.lend(RoleArn, 'events.amazonaws.com');
    const denial = iam.denialOf(accessKeyId, 'events:InvokeApiDestination', [Arn]);
    if (denial) throw denial;
    const header = connections.get(destination.connectionArn);
    if (!header) throw new Error(`the connection ${destination.connectionArn} is gone`);
    const { status } = await send(destination.url, {
      headers: { 'content-type': 'application/json; charset=utf-8', [header.name]: header.value },
      body: toInput(InputTransformer, now()),
    });
    return status;
  }

  const isSchedule = ({ properties }: ResourceRequest) => properties['ScheduleExpression'] !== undefined;
  return {
    types: {
      'AWS::Events::Connection': {
        create: (request) => putConnection(toGeneratedName(request), request),
        update: putConnection,
        delete: (name) => void connections.delete(arn('connection', name)),
        readsSecrets: true,
      },
      'AWS::Events::ApiDestination': {
        create: (request) => putDestination(toGeneratedName(request), request),
        update: putDestination,
        delete: (name) => void destinations.delete(arn('api-destination', name)),
      },
      'AWS::Events::Rule': {
        ...rule,
        create: (request) =>
          isSchedule(request) ? putSchedule(toGeneratedName(request), request) : rule.create(request),
        update: (id, request, before) =>
          isSchedule(request) ? putSchedule(id, request) : rule.update!(id, request, before),
        delete: (id, request) => (schedules.delete(id) ? undefined : rule.delete(id, request)),
      },
    },
    run: () => Promise.all([...schedules.values()].flat().map(invoke)),
  };
}

/** Variables stand for values of the event, in JSON as they are there. */
function toInput(transformer: ScheduledTarget['InputTransformer'], nowMs: number): string {
  const event: Readonly<Record<string, unknown>> = {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    detail: {},
  };
  if (!transformer) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = transformer;
  return InputTemplate.replaceAll(/<([^>]+)>/g, (_all, name: string) => {
    const path = InputPathsMap[name] ?? '';
    if (!/^\$\.[\w-]+$/.test(path)) throw new Error(`the path ${path} of ${name} is not modelled here`);
    return JSON.stringify(event[path.slice(2)]);
  });
}
