import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsError } from '../aws-error.ts';
import type { QueryResult, QueryService } from '../query-protocol.ts';
import { account, region } from '../wire.ts';
import { type DeployOptions, deleteStack, deployStack } from './deploy-stack.ts';
import { planChanges } from './plan-changes.ts';
import { describeChangeSet, describeEvents, describeResources, describeStack } from './describe-stack.ts';
import { checkReferences } from './references.ts';
import type { ResourceIdentifier, ResourceTypes } from './resource-type.ts';
import { createScope } from './scope.ts';
import { type ChangeSet, Stack, type StackInput } from './stack.ts';
import { invalid, parseTemplate } from './template.ts';

export interface StacksControl {
  /** Undefined before it was deployed and after it was deleted. */
  find(name: string): Stack | undefined;
  outputs(name: string): { readonly [output: string]: string };
  /** Resolves when no deployment or deletion is under way. */
  settled(): Promise<void>;
}

export interface CloudFormationOptions {
  readonly types: ResourceTypes;
  readonly now: () => number;
  /** What `AWS::URLSuffix` is, read when a template is deployed. */
  readonly urlSuffix: () => string;
  readonly storedParameter: (name: string) => string | undefined;
  /** The template that a `TemplateURL` names. */
  readonly readTemplate: (url: string) => string;
}

interface StackCall {
  readonly StackName?: string;
  readonly ChangeSetName?: string;
}

interface ChangeSetCall extends StackCall {
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly ChangeSetType?: string;
  readonly ResourcesToImport?: readonly ImportedResource[];
  /** An empty list arrives as an empty text. */
  readonly Parameters?: readonly GivenParameter[] | '';
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[] | '';
}

interface ImportedResource {
  readonly LogicalResourceId: string;
  readonly ResourceIdentifier: ResourceIdentifier;
}

interface GivenParameter {
  readonly ParameterKey: string;
  readonly ParameterValue?: string;
  readonly UsePreviousValue?: string;
}

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/**
 * CloudFormation as the CDK CLI uses it: change sets, their execution with rollback, events, resources and outputs.
 *
 * A template is refused for what CloudFormation would refuse it for, and for whatever is not modelled: never passed over.
 */
export function createCloudFormation(
  options: CloudFormationOptions,
): QueryService & { readonly control: StacksControl } {
  const { types, now, urlSuffix, storedParameter, readTemplate } = options;
  const stacks: Stack[] = [];
  const running = new Set<Promise<void>>();
  const deployOptions: DeployOptions = {
    types,
    now,
    scopeOf: (stack, { template, parameters }) =>
      createScope(template, {
        stackName: stack.name,
        stackId: stack.id,
        urlSuffix: urlSuffix(),
        given: parameters,
        storedParameter,
        resource: (logicalId) => stack.resources.get(logicalId),
      }),
  };

  /** By name the living one, by ARN any. */
  function find(nameOrId = ''): Stack {
    const stack = stacks.findLast(({ name, id, status }) =>
      nameOrId === id ? true : nameOrId === name && status !== 'DELETE_COMPLETE',
    );
    if (stack) return stack;
    throw invalid(`Stack with id ${nameOrId} does not exist`);
  }

  function findChangeSet({ StackName, ChangeSetName = '' }: StackCall): [Stack, ChangeSet] {
    for (const stack of StackName ? [find(StackName)] : stacks) {
      for (const one of stack.changeSets.values()) {
        if (one.name === ChangeSetName || one.id === ChangeSetName) return [stack, one];
      }
    }
    throw new AwsError('ChangeSetNotFound', `ChangeSet [${ChangeSetName}] does not exist`, { status: 404 });
  }

  /** Whoever asked is answered once it is done, if that is soon: the CDK CLI looks again only every five seconds. */
  async function start(work: Promise<void>): Promise<void> {
    running.add(work);
    void work.finally(() => running.delete(work));
    await Promise.race([work, wait(3_000, undefined, { ref: false })]);
  }

  function toInput(call: ChangeSetCall, previous: StackInput | undefined): StackInput {
    const templateText =
      call.TemplateBody ?? (call.TemplateURL ? readTemplate(call.TemplateURL) : previous?.templateText);
    if (templateText === undefined) throw invalid('Either Template URL or Template Body must be specified.');
    const template = parseTemplate(templateText);
    checkReferences(template, (type) => Object.hasOwn(types, type));
    const parameters = (call.Parameters || []).map(({ ParameterKey, ParameterValue, UsePreviousValue }) => {
      const value = UsePreviousValue === 'true' ? previous?.parameters[ParameterKey] : ParameterValue;
      return value === undefined ? [] : [[ParameterKey, value] as const];
    });
    return {
      templateText,
      template,
      parameters: Object.fromEntries(parameters.flat()),
      tags: call.Tags || [],
      ...(call.ResourcesToImport && { imports: toImports(call.ResourcesToImport) }),
    };
  }

  function createChangeSet(call: ChangeSetCall): QueryResult {
    const { StackName = '', ChangeSetName = '', ChangeSetType = 'UPDATE' } = call;
    if (!['CREATE', 'UPDATE', 'IMPORT'].includes(ChangeSetType)) {
      throw invalid(`change sets of type ${ChangeSetType} are not modelled here`);
    }
    const existing = stacks.find(
      ({ name, id, status }) => [name, id].includes(StackName) && status !== 'DELETE_COMPLETE',
    );
    const isNew = !existing || existing.status === 'REVIEW_IN_PROGRESS';
    if (ChangeSetType === 'CREATE' && !isNew) {
      throw invalid(
        `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
      );
    }
    // An import may begin a stack, too.
    const isStill = /^(?:CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(existing?.status ?? '');
    if (ChangeSetType !== 'CREATE' && !isStill && !(ChangeSetType === 'IMPORT' && isNew)) {
      throw invalid(`Stack:${StackName} is in ${existing?.status ?? 'no'} state and can not be updated.`);
    }
    const stack = existing ?? new Stack(StackName, now);
    const input = toInput(call, stack.input);
    const changes = planChanges(stack, input, deployOptions);
    if (!existing) stacks.push(stack);
    const isSame =
      changes.length === 0 && JSON.stringify(input.template) === JSON.stringify(stack.input?.template);
    const changeSet: ChangeSet = {
      id: `arn:aws:cloudformation:${region}:${account}:changeSet/${ChangeSetName}/${randomUUID()}`,
      name: ChangeSetName,
      input,
      changes,
      status: isSame ? 'FAILED' : 'CREATE_COMPLETE',
      reason: isSame ? noChanges : undefined,
      executionStatus: isSame ? 'UNAVAILABLE' : 'AVAILABLE',
      atMs: now(),
    };
    stack.changeSets.set(ChangeSetName, changeSet);
    return { Id: changeSet.id, StackId: stack.id };
  }

  return {
    version: '2010-05-15',
    operations: {
      CreateChangeSet: createChangeSet,
      DescribeChangeSet(call: StackCall) {
        return describeChangeSet(...findChangeSet(call));
      },
      /** One that is not there counts as deleted. */
      DeleteChangeSet({ StackName, ChangeSetName = '' }: StackCall) {
        find(StackName).changeSets.delete(ChangeSetName);
        return {};
      },
      async ExecuteChangeSet(call: StackCall) {
        const [stack, changeSet] = findChangeSet(call);
        if (changeSet.executionStatus !== 'AVAILABLE') {
          throw invalid(`ChangeSet [${changeSet.id}] cannot be executed in its current status`);
        }
        changeSet.executionStatus = 'EXECUTE_COMPLETE';
        stack.changeSets.clear();
        await start(deployStack(stack, changeSet.input, deployOptions));
        return {};
      },
      DescribeStacks({ StackName }: StackCall) {
        const wanted = StackName
          ? [find(StackName)]
          : stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
        return { Stacks: wanted.map(describeStack) };
      },
      DescribeStackEvents({ StackName }: StackCall) {
        return { StackEvents: describeEvents(find(StackName)) };
      },
      ListStacks({ StackStatusFilter = [] }: { readonly StackStatusFilter?: readonly string[] }) {
        const wanted = stacks.filter(
          ({ status }) => StackStatusFilter.length === 0 || StackStatusFilter.includes(status),
        );
        const StackSummaries = wanted.toReversed().map(({ id, name, status, createdAtMs, events }) => ({
          StackId: id,
          StackName: name,
          CreationTime: new Date(createdAtMs),
          DeletionTime: status === 'DELETE_COMPLETE' ? new Date(events.at(-1)?.atMs ?? 0) : undefined,
          StackStatus: status,
        }));
        return { StackSummaries };
      },
      ListStackResources({ StackName }: StackCall) {
        return { StackResourceSummaries: describeResources(find(StackName)) };
      },
      DescribeStackResources({ StackName }: StackCall) {
        return { StackResources: describeResources(find(StackName)) };
      },
      GetTemplate({ StackName }: StackCall) {
        return { TemplateBody: find(StackName).input?.templateText ?? '{}', StagesAvailable: ['Original'] };
      },
      UpdateTerminationProtection(call: StackCall & { readonly EnableTerminationProtection?: string }) {
        const stack = find(call.StackName);
        stack.isProtected = call.EnableTerminationProtection === 'true';
        return { StackId: stack.id };
      },
      async DeleteStack({ StackName }: StackCall) {
        const stack = find(StackName);
        if (stack.isProtected)
          throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
        await start(deleteStack(stack, deployOptions));
        return undefined;
      },
    },
    control: {
      find: (name) => stacks.findLast((one) => one.name === name && one.status !== 'DELETE_COMPLETE'),
      outputs: (name) => Object.fromEntries(find(name).outputs.map((one) => [one.name, one.value])),
      async settled() {
        while (running.size > 0) await Promise.all(running);
      },
    },
  };
}

function toImports(resources: readonly ImportedResource[]): ReadonlyMap<string, ResourceIdentifier> {
  return new Map(resources.map((one) => [one.LogicalResourceId, one.ResourceIdentifier]));
}
