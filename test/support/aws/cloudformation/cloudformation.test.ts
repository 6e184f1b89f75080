import { describe, expect, it } from '@jest/globals';
import { type CloudFormationOptions, createCloudFormation } from './cloudformation.ts';
import type { ResourceRequest, ResourceTypes } from './resource-type.ts';
import type { Stack } from './stack.ts';

type Resources = { readonly [logicalId: string]: object };

const queue = (properties: object = {}, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
  ...more,
});
const getAtt = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] });

/** A CloudFormation whose only resource types are queues and topics that exist in name; `log` tells what was done. */
function createTestCloudFormation(overrides: Partial<CloudFormationOptions> = {}) {
  const log: string[] = [];
  const create = (request: ResourceRequest) => {
    const { logicalId, properties } = request;
    if (properties['QueueName'] === 'refused') throw new Error('the name is refused');
    log.push(`create ${logicalId}`);
    return { physicalId: `${logicalId}-id`, attributes: { Arn: `arn:${logicalId}` } };
  };
  const types: ResourceTypes = {
    'AWS::SQS::Queue': {
      create,
      update(physicalId, { logicalId, properties }) {
        log.push(`update ${logicalId} ${JSON.stringify(properties)}`);
        return { physicalId, attributes: { Arn: `arn:${logicalId}` } };
      },
      find({ QueueUrl = '' }) {
        if (QueueUrl !== 'there') throw new Error(`there is no queue ${QueueUrl}`);
        return { physicalId: QueueUrl, attributes: { Arn: 'arn:there' } };
      },
      delete: (physicalId) => void log.push(`delete ${physicalId}`),
    },
    'AWS::SNS::Topic': { create, delete: (physicalId) => void log.push(`delete ${physicalId}`) },
  };
  const { operations, control } = createCloudFormation({
    types,
    now: Date.now,
    urlSuffix: () => 'localhost:1',
    storedParameter: (name) => (name === '/version' ? '31' : undefined),
    readTemplate: () => '',
    ...overrides,
  });
  const call = operations as Record<string, (input: object, caller?: object) => unknown>;

  async function deploy(template: object, more: object = {}): Promise<Stack | undefined> {
    const ChangeSetType = control.find('test')?.resources.size ? 'UPDATE' : 'CREATE';
    const named = { StackName: 'test', ChangeSetName: 'changes' };
    call['CreateChangeSet']?.({
      ...named,
      ChangeSetType,
      TemplateBody: JSON.stringify(template),
      ...more,
    });
    const described = call['DescribeChangeSet']?.(named) as { Status: string } | undefined;
    if (described?.Status === 'CREATE_COMPLETE') call['ExecuteChangeSet']?.(named);
    await control.settled();
    return control.find('test');
  }
  const remove = async () => {
    call['DeleteStack']?.({ StackName: 'test' });
    await control.settled();
  };
  return { call, control, deploy, remove, log };
}

const reasonsOf = (stack: Stack | undefined) =>
  stack?.events.filter(({ status }) => status.endsWith('_FAILED')).map(({ reason }) => reason);

describe('a template', () => {
  it.each<[what: string, template: object, message: string]>([
    ['of nothing', { Resources: {} }, 'At least one Resources member'],
    ['with an unknown section', { Resources: { A: queue() }, Resource: {} }, 'Invalid template property'],
    ['with a misspelt key', { Resources: { A: queue({}, { DependOn: 'B' }) } }, "property 'DependOn' of A"],
    ['with an unknown type', { Resources: { A: { Type: 'AWS::SQS::Que' } } }, 'Unrecognized resource types'],
    ['with a type not modelled', { Resources: { A: { Type: 'AWS::EC2::VPC' } } }, '[AWS::EC2::VPC]'],
    ['with a Ref to nothing', toTemplate({ A: queue({ QueueName: { Ref: 'B' } }) }), 'dependencies [B]'],
    [
      'with a Sub of nothing',
      toTemplate({ A: queue({ QueueName: { 'Fn::Sub': 'a-${B.Arn}' } }) }),
      'dependencies [B]',
    ],
    ['with DependsOn nothing', toTemplate({ A: queue({}, { DependsOn: ['B'] }) }), 'dependencies [B]'],
    [
      'with an output of nothing',
      { Resources: { A: queue() }, Outputs: { Url: { Value: { Ref: 'B' } } } },
      '[B] in the Outputs block',
    ],
    [
      'with an unknown attribute',
      toTemplate({ A: queue(), B: queue({ QueueName: getAtt('A', 'Url') }) }),
      'A does not support attribute type Url',
    ],
    [
      'with a circle',
      toTemplate({ A: queue({ QueueName: getAtt('B', 'Arn') }), B: queue({}, { DependsOn: 'A' }) }),
      'Circular dependency between resources: [A, B]',
    ],
    [
      'with a missing parameter',
      { Parameters: { P: { Type: 'String' } }, Resources: { A: queue() } },
      'Parameters: [P] must have values',
    ],
    [
      'with a parameter that is not stored',
      {
        Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/none' } },
        Resources: { A: queue() },
      },
      'Unable to fetch parameters [/none]',
    ],
    [
      'with a rule that does not hold',
      {
        Rules: { R: { Assertions: [{ Assert: { 'Fn::Equals': ['a', 'b'] }, AssertDescription: 'a is b' }] } },
        Resources: { A: queue() },
      },
      'a is b',
    ],
  ])('%s is refused before anything is created', async (_what, template, message) => {
    const { deploy, control, log } = createTestCloudFormation();

    await expect(deploy(template)).rejects.toThrow(message);

    expect(control.find('test')).toBeUndefined();
    expect(log).toEqual([]);
  });

  it.each<[what: string, properties: object, reason: string]>([
    ['an unknown property', { Timeout: 30 }, '#.Timeout: unknown'],
    ['a value of another type', { DelaySeconds: { Ref: 'AWS::Region' } }, '#.DelaySeconds: expected integer'],
    ['a function not modelled', { QueueName: { 'Fn::Cidr': ['a', 1, 8] } }, 'Fn::Cidr is not modelled here'],
    ['a dynamic reference', { QueueName: '{{resolve:ssm:/a}}' }, 'dynamic references are not modelled here'],
    ['what the service refuses', { QueueName: 'refused' }, 'the name is refused'],
  ])('with %s rolls back, and the failed resource says why', async (_what, properties, reason) => {
    const { deploy, log } = createTestCloudFormation();

    const stack = await deploy(
      toTemplate({ First: queue(), Second: queue(properties, { DependsOn: 'First' }) }),
    );

    expect(stack?.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonsOf(stack)).toEqual([expect.stringContaining(reason)]);
    expect(log).toEqual(['create First', 'delete First-id']);
    expect(stack?.resources.size).toBe(0);
  });

  it('without a required property is refused by its schema', async () => {
    const { deploy } = createTestCloudFormation({
      types: { 'AWS::SQS::QueuePolicy': { create: () => ({ physicalId: 'p' }), delete() {} } },
    });

    const stack = await deploy({
      Resources: { Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: {} } } },
    });

    expect(reasonsOf(stack)).toEqual([expect.stringContaining('#.Queues: missing')]);
  });

  it('has its functions, parameters and conditions carried out', async () => {
    const { deploy, control } = createTestCloudFormation();

    await deploy({
      Parameters: {
        Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/version' },
        Names: { Type: 'CommaDelimitedList', Default: 'a,b' },
      },
      Mappings: { Sizes: { small: { delay: 'ten' } } },
      Conditions: {
        IsNew: { 'Fn::Equals': [{ Ref: 'Version' }, '31'] },
        Old: { 'Fn::Not': [{ Condition: 'IsNew' }] },
      },
      Resources: { A: queue(), Never: { ...queue(), Condition: 'Old' }, B: queue() },
      Outputs: {
        Joined: { Value: { 'Fn::Join': ['-', [{ Ref: 'A' }, getAtt('B', 'Arn'), { Ref: 'AWS::Region' }]] } },
        Sub: {
          Value: { 'Fn::Sub': ['${!Kept} ${X} ${A} ${B.Arn} ${AWS::URLSuffix}', { X: { Ref: 'Version' } }] },
        },
        If: { Value: { 'Fn::If': ['IsNew', 'new', { Ref: 'Never' }] } },
        Picked: { Value: { 'Fn::Select': [1, { Ref: 'Names' }] } },
        Split: { Value: { 'Fn::Select': [0, { 'Fn::Split': ['/', 'x/y'] }] } },
        Mapped: { Value: { 'Fn::FindInMap': ['Sizes', 'small', 'delay'] } },
        Left: { Value: 'out', Condition: 'Old' },
      },
    });

    expect(control.outputs('test')).toEqual({
      Joined: 'A-id-arn:B-us-east-1',
      Sub: '${Kept} 31 A-id arn:B localhost:1',
      If: 'new',
      Picked: 'b',
      Split: 'x',
      Mapped: 'ten',
    });
    expect(control.find('test')?.resources.has('Never')).toBe(false);
  });
});

describe('an update', () => {
  it('changes in place, replaces, adds and removes, and cleans up last', async () => {
    const { deploy, log } = createTestCloudFormation();
    await deploy(
      toTemplate({ Same: queue(), Grown: queue(), Renamed: queue({ QueueName: 'a' }), Gone: queue() }),
    );
    log.length = 0;

    const stack = await deploy(
      toTemplate({
        Same: queue(),
        Grown: queue({ DelaySeconds: 1 }),
        Renamed: queue({ QueueName: 'b' }),
        New: queue(),
      }),
    );

    expect(stack?.status).toBe('UPDATE_COMPLETE');
    expect(log).toEqual([
      'update Grown {"DelaySeconds":1}',
      'create Renamed',
      'create New',
      'delete Renamed-id',
      'delete Gone-id',
    ]);
  });

  it('leaves everything as it was when one resource is refused', async () => {
    const { deploy, log } = createTestCloudFormation();
    await deploy(toTemplate({ Kept: queue({ DelaySeconds: 1 }) }));
    log.length = 0;

    const stack = await deploy(
      toTemplate({ Kept: queue({ DelaySeconds: 2 }), New: queue(), Wrong: queue({ QueueName: 'refused' }) }),
    );

    expect(stack?.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(log).toEqual([
      'update Kept {"DelaySeconds":2}',
      'create New',
      'delete New-id',
      'update Kept {"DelaySeconds":1}',
    ]);
    expect([...(stack?.resources.keys() ?? [])]).toEqual(['Kept']);
  });

  it('without changes is a change set that failed for that reason', async () => {
    const { deploy, call } = createTestCloudFormation();
    await deploy(toTemplate({ A: queue() }));

    await deploy(toTemplate({ A: queue() }));

    const description = call['DescribeChangeSet']?.({ StackName: 'test', ChangeSetName: 'changes' });
    expect(description).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringContaining("didn't contain changes"),
    });
  });
});

describe('an import', () => {
  const imported = (LogicalResourceId: string, QueueUrl: string) => ({
    ChangeSetType: 'IMPORT',
    ResourcesToImport: [{ LogicalResourceId, ResourceIdentifier: { QueueUrl } }],
  });
  const kept = queue({}, { DeletionPolicy: 'Retain' });

  it('takes in what exists, creates nothing, and can be deployed upon', async () => {
    const { deploy, log } = createTestCloudFormation();

    const stack = await deploy(toTemplate({ Kept: kept }), imported('Kept', 'there'));

    expect(stack?.status).toBe('IMPORT_COMPLETE');
    expect(stack?.resources.get('Kept')?.physicalId).toBe('there');
    expect(log).toEqual([]);
    await deploy(toTemplate({ Kept: kept, New: queue() }));
    expect(stack?.status).toBe('UPDATE_COMPLETE');
    expect(log).toEqual(['create New']);
  });

  it.each<[what: string, resources: Resources, url: string, reason: string]>([
    ['does not exist', { Kept: kept }, 'nowhere', 'there is no queue nowhere'],
    ['could be deleted with the stack', { Kept: queue() }, 'there', 'Kept needs a DeletionPolicy'],
    ['is beside something new', { Kept: kept, New: queue() }, 'there', 'an import creates nothing'],
  ])('is refused for what %s', async (_what, resources, url, reason) => {
    const { deploy, log } = createTestCloudFormation();

    const stack = await deploy(toTemplate(resources), imported('Kept', url));

    expect(stack?.status).toBe('IMPORT_ROLLBACK_COMPLETE');
    expect(reasonsOf(stack)).toEqual([expect.stringContaining(reason)]);
    expect(stack?.resources.size).toBe(0);
    expect(log).toEqual([]);
  });
});

describe('deleting a stack', () => {
  it('keeps what its deletion policy keeps, and takes the rest in the opposite order', async () => {
    const { deploy, remove, control, log } = createTestCloudFormation();
    const kept = queue({}, { DeletionPolicy: 'RetainExceptOnCreate' });
    await deploy(toTemplate({ Kept: kept, First: queue(), Second: queue({}, { DependsOn: 'First' }) }));
    log.length = 0;

    await remove();

    expect(log).toEqual(['delete Second-id', 'delete First-id']);
    expect(control.find('test')).toBeUndefined();
  });

  it('does not keep what a failed creation has left', async () => {
    const { deploy, log } = createTestCloudFormation();
    const kept = queue({}, { DeletionPolicy: 'RetainExceptOnCreate' });

    await deploy(toTemplate({ Kept: kept, Wrong: queue({ QueueName: 'refused' }) }));

    expect(log).toEqual(['create Kept', 'delete Kept-id']);
  });
});

function toTemplate(resources: Resources): object {
  return { Resources: resources };
}
