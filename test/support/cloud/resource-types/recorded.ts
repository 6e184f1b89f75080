import { AwsError } from '../../aws/aws-error.ts';
import {
  type CreatedAs,
  type ResourceRequest,
  type ResourceType,
  type ResourceTypes,
  toGeneratedName,
} from '../../aws/cloudformation/resource-type.ts';
import type { ParametersControl } from '../../aws/ssm.ts';
import { account, region } from '../../aws/wire.ts';

interface Recorded {
  /** The property that names it, or the way to it; without one, or where the template gives none, a name is made. */
  readonly name?: string | readonly string[];
  /** The property with the name of what it is in, inside of which alone its own name has to be free. */
  readonly holder?: string;
  /** The type of what is in it, which goes with it. */
  readonly holds?: string;
  readonly toRef?: (name: string) => string;
  readonly toAttributes?: (name: string) => { readonly [attribute: string]: string };
  /** Throws for properties that AWS refuses although the schema allows them. */
  readonly check?: (request: ResourceRequest) => void;
}

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
const keyArn = (id: string) => arn('kms', `key/${id}`);

/**
 * What a stack holds besides: it has its name, its ARN and its schema, and no behaviour of its own. A taken name is
 * refused.
 */
const recorded: { readonly [type: string]: Recorded } = {
  'AWS::CloudWatch::Alarm': {
    name: 'AlarmName',
    toAttributes: (name) => ({ Arn: arn('cloudwatch', `alarm:${name}`) }),
  },
  'AWS::CloudWatch::Dashboard': { name: 'DashboardName', check: checkDashboard },
  'AWS::ECR::Repository': {
    name: 'RepositoryName',
    toAttributes: (name) => ({
      Arn: arn('ecr', `repository/${name}`),
      RepositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
    }),
  },
  'AWS::Glue::Database': { name: ['DatabaseInput', 'Name'], holds: 'AWS::Glue::Table' },
  'AWS::Glue::Table': { name: ['TableInput', 'Name'], holder: 'DatabaseName' },
  'AWS::IAM::ManagedPolicy': {
    name: 'ManagedPolicyName',
    toRef: (name) => `arn:aws:iam::${account}:policy/${name}`,
  },
  'AWS::KMS::Alias': { name: 'AliasName' },
  'AWS::KMS::Key': { toAttributes: (name) => ({ Arn: keyArn(name), KeyId: name }) },
  'AWS::LakeFormation::PrincipalPermissions': {},
  'AWS::Logs::LogGroup': {
    name: 'LogGroupName',
    toAttributes: (name) => ({ Arn: arn('logs', `log-group:${name}:*`) }),
  },
  'AWS::Logs::LogStream': {},
  'AWS::S3::BucketPolicy': {},
  'AWS::SNS::Subscription': { toRef: (name) => arn('sns', name) },
  'AWS::SNS::Topic': {
    name: 'TopicName',
    toRef: (name) => arn('sns', name),
    toAttributes: (name) => ({ TopicName: name, TopicArn: arn('sns', name) }),
  },
  'AWS::SNS::TopicPolicy': {},
  'AWS::SQS::QueuePolicy': {},
};

export function recordedTypes(parameters: ParametersControl): ResourceTypes {
  const taken = new Set<string>();
  const types = Object.entries(recorded).map(([type, one]) => [type, toType(type, one, taken)] as const);
  return { ...Object.fromEntries(types), 'AWS::SSM::Parameter': parameterType(parameters) };
}

function toType(
  type: string,
  { name, holder, holds, toRef, toAttributes, check }: Recorded,
  taken: Set<string>,
): ResourceType {
  const idOf = (given: string, { properties }: ResourceRequest) =>
    [type, ...(holder === undefined ? [] : [String(properties[holder])]), given].join(' ');
  const toCreated = (given: string): CreatedAs => ({
    physicalId: toRef?.(given) ?? given,
    attributes: toAttributes?.(given) ?? {},
  });
  const nameOf = new Map<string, string>();
  return {
    create(request) {
      check?.(request);
      const own = name === undefined ? undefined : readText(request.properties, [name].flat());
      const given = own ?? toGeneratedName(request);
      const id = idOf(given, request);
      if (taken.has(id)) {
        throw new AwsError(
          'AlreadyExists',
          `Resource of type '${type}' with identifier '${given}' already exists.`,
        );
      }
      taken.add(id);
      const created = toCreated(given);
      nameOf.set(created.physicalId, given);
      return created;
    },
    update(physicalId, request) {
      check?.(request);
      return toCreated(nameOf.get(physicalId) ?? physicalId);
    },
    delete(physicalId, request) {
      const given = nameOf.get(physicalId) ?? physicalId;
      taken.delete(idOf(given, request));
      if (holds === undefined) return;
      for (const id of taken) if (id.startsWith(`${holds} ${given} `)) taken.delete(id);
    },
  };
}

function readText(properties: ResourceRequest['properties'], way: readonly string[]): string | undefined {
  return way.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    properties,
  ) as string | undefined;
}

function parameterType(parameters: ParametersControl): ResourceType {
  const put = (name: string, { properties }: ResourceRequest): CreatedAs => {
    const value = String(properties['Value']);
    parameters.put(name, value);
    return { physicalId: name, attributes: { Type: String(properties['Type']), Value: value } };
  };
  return {
    create: (request) =>
      put((request.properties['Name'] as string | undefined) ?? toGeneratedName(request), request),
    update: put,
    delete: (physicalId) => parameters.remove(physicalId),
  };
}

function checkDashboard({ properties }: ResourceRequest): void {
  const { widgets } = JSON.parse(String(properties['DashboardBody'])) as { widgets?: unknown };
  if (!Array.isArray(widgets)) throw new AwsError('InvalidParameterInput', 'The dashboard has no widgets');
}
