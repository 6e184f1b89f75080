import type { QueryResult } from '../query-protocol.ts';
import type { ChangeSet, Stack } from './stack.ts';

/** A stack as DescribeStacks shows it. */
export function describeStack(stack: Stack): QueryResult {
  const { name, id, status, reason, createdAtMs, isProtected, outputs, input } = stack;
  const parameters = Object.entries(input?.parameters ?? {});
  return {
    StackName: name,
    StackId: id,
    ...(input?.template.Description !== undefined && { Description: input.template.Description }),
    CreationTime: new Date(createdAtMs),
    StackStatus: status,
    StackStatusReason: reason,
    DisableRollback: false,
    EnableTerminationProtection: isProtected,
    Parameters: parameters.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Tags: (input?.tags ?? []).map(({ Key, Value }) => ({ Key, Value })),
    Outputs: outputs.map(({ name: OutputKey, value: OutputValue, description: Description }) => ({
      OutputKey,
      OutputValue,
      Description,
    })),
  };
}

/** Its changes, by resource, as far as they are known before. */
export function describeChangeSet(stack: Stack, changeSet: ChangeSet): QueryResult {
  const { id, name, changes, status, reason, executionStatus, atMs, input } = changeSet;
  return {
    ChangeSetName: name,
    ChangeSetId: id,
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: new Date(atMs),
    Status: status,
    StatusReason: reason,
    ExecutionStatus: executionStatus,
    Parameters: Object.entries(input.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Changes: changes.map(({ action, logicalId, type, physicalId, isReplacement }) => ({
      Type: 'Resource',
      ResourceChange: {
        Action: action,
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        Replacement:
          action === 'Modify' ? String(isReplacement).replace(/^./, (one) => one.toUpperCase()) : undefined,
        Scope: action === 'Modify' ? ['Properties'] : [],
      },
    })),
  };
}

/** The newest first. */
export function describeEvents(stack: Stack): QueryResult {
  return stack.events.toReversed().map(({ id, logicalId, physicalId, type, status, reason, atMs }) => ({
    StackId: stack.id,
    StackName: stack.name,
    EventId: id,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: status,
    ResourceStatusReason: reason,
    Timestamp: new Date(atMs),
  }));
}

/** What it has, and after its deletion what it had. */
export function describeResources({ resources, departed }: Stack): QueryResult {
  const present = [...resources.values()].map((resource) => ({ resource, status: 'CREATE_COMPLETE' }));
  return [...present, ...departed].map(({ resource: { logicalId, physicalId, type, atMs }, status }) => ({
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: status,
    LastUpdatedTimestamp: new Date(atMs),
    Timestamp: new Date(atMs),
  }));
}
