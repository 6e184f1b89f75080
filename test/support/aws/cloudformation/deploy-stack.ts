import { orderOf } from './references.ts';
import { resolve, type Scope } from './resolve.ts';
import { findPropertyFaults, isReplacedFor } from './resource-schema.ts';
import type { CreatedAs, ResourceRequest, ResourceType, ResourceTypes } from './resource-type.ts';
import { activeResources, changedNames } from './plan-changes.ts';
import { checkRules } from './scope.ts';
import type { Stack, StackInput, StackResource } from './stack.ts';
import { invalid, type Template, type TemplateResource } from './template.ts';

export interface DeployOptions {
  readonly types: ResourceTypes;
  readonly now: () => number;
  /** The names of the template, over what the stack holds at that moment. */
  readonly scopeOf: (stack: Stack, input: StackInput) => Scope;
}

/** Takes a step back; the steps are taken in the opposite order. */
type Undo = () => Promise<void>;

/**
 * Brings a stack to what the input says, one resource after the other, and leaves it as it was when one is refused.
 *
 * Never rejects: the stack's status, reason and events say how it went.
 */
export async function deployStack(stack: Stack, input: StackInput, options: DeployOptions): Promise<void> {
  const { types } = options;
  const isCreation = stack.input === undefined;
  const verb = input.imports ? 'IMPORT' : isCreation ? 'CREATE' : 'UPDATE';
  const scope = options.scopeOf(stack, input);
  const undos: Undo[] = [];
  const replaced: StackResource[] = [];
  stack.become(`${verb}_IN_PROGRESS`, 'User Initiated');
  try {
    checkRules(input.template, scope);
    const wanted = activeResources(input.template, scope);
    for (const logicalId of orderOf(input.template)) {
      const resource = wanted.get(logicalId);
      if (!resource) continue;
      const old = await provide({
        stack,
        logicalId,
        resource,
        scope,
        options,
        undos,
        imports: input.imports,
      });
      if (old) replaced.push(old);
    }
    stack.outputs = toOutputs(input.template, scope);
    stack.input = input;
    if (verb === 'UPDATE') stack.become('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    for (const old of replaced.toReversed()) await remove(stack, old, old.updateReplacePolicy, types);
    const gone = [...stack.resources.values()].filter(({ logicalId }) => !wanted.has(logicalId));
    for (const old of gone.toReversed()) {
      await remove(stack, old, old.deletionPolicy, types);
      stack.resources.delete(old.logicalId);
    }
    stack.become(`${verb}_COMPLETE`);
  } catch (error) {
    const rollback = verb === 'CREATE' ? 'ROLLBACK' : `${verb}_ROLLBACK`;
    stack.become(`${rollback}_IN_PROGRESS`, messageOf(error));
    for (const undo of undos.toReversed()) await undo();
    stack.become(`${rollback}_COMPLETE`);
  }
}

/** Deletes a stack; what its template wants to keep stays. Never rejects. */
export async function deleteStack(stack: Stack, { types }: DeployOptions): Promise<void> {
  stack.become('DELETE_IN_PROGRESS', 'User Initiated');
  const order = stack.input ? orderOf(stack.input.template) : [];
  try {
    for (const logicalId of order.toReversed()) {
      const resource = stack.resources.get(logicalId);
      if (!resource) continue;
      await remove(stack, resource, resource.deletionPolicy, types);
      const status = resource.deletionPolicy === 'Delete' ? 'DELETE_COMPLETE' : 'DELETE_SKIPPED';
      stack.departed.push({ resource, status });
      stack.resources.delete(logicalId);
    }
    stack.become('DELETE_COMPLETE');
  } catch (error) {
    stack.become('DELETE_FAILED', messageOf(error));
  }
}

interface Provision {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  readonly scope: Scope;
  readonly options: DeployOptions;
  readonly undos: Undo[];
  readonly imports: StackInput['imports'];
}

/** Creates, takes in, changes or leaves one resource; gives what it has replaced. */
async function provide(provision: Provision): Promise<StackResource | undefined> {
  const { stack, logicalId, resource, scope, options, undos, imports } = provision;
  const existing = stack.resources.get(logicalId);
  const { Type: type } = resource;
  const what = { logicalId, type, physicalId: existing?.physicalId ?? '' };
  const identifier = imports?.get(logicalId);
  const verb = existing ? 'UPDATE' : identifier ? 'IMPORT' : 'CREATE';
  try {
    const properties = resolve(resource.Properties ?? {}, scope) as ResourceRequest['properties'];
    const request = { type, logicalId, stackName: stack.name, properties };
    const names = existing ? changedNames(existing.properties, properties) : [];
    if (existing && existing.type === type && names.length === 0) {
      keep(provision, existing, request);
      return undefined;
    }
    if (existing && existing.type !== type)
      throw invalid(`Update of resource type is not permitted: ${logicalId}`);
    stack.note(what, `${verb}_IN_PROGRESS`);
    const faults = findPropertyFaults(type, properties, '#');
    if (faults.length > 0) {
      throw invalid(
        `Properties validation failed for resource ${logicalId} with message: ${faults.join('; ')}`,
      );
    }
    const handler = handlerOf(options.types, type);
    if (!handler.readsSecrets && JSON.stringify(properties).includes('{{resolve:secretsmanager:')) {
      throw invalid(`references to secrets are not modelled for ${type}`);
    }
    if (identifier) {
      if (!handler.find) throw invalid(`resources of type ${type} cannot be imported`);
      if (resource.DeletionPolicy === undefined) throw invalid(`${logicalId} needs a DeletionPolicy`);
      const found = await handler.find(identifier);
      keep(provision, found, request);
      undos.push(async () => void stack.resources.delete(logicalId));
      stack.note({ ...what, physicalId: found.physicalId }, 'IMPORT_COMPLETE');
      return undefined;
    }
    if (imports && !existing) throw invalid(`${logicalId} is new, and an import creates nothing`);
    const { update } = handler;
    if (existing && update && !names.some((name) => isReplacedFor(type, name))) {
      const before: ResourceRequest = { ...request, properties: existing.properties };
      const created = await update(existing.physicalId, request, before);
      undos.push(async () => {
        await update(existing.physicalId, before, request);
        stack.resources.set(logicalId, existing);
        stack.note(what, 'UPDATE_COMPLETE');
      });
      keep(provision, created, request);
      stack.note({ ...what, physicalId: created.physicalId }, 'UPDATE_COMPLETE');
      return undefined;
    }
    const created = await handler.create(request);
    keep(provision, created, request);
    undos.push(async () => {
      const made = stack.resources.get(logicalId);
      // What is only kept once it was in use is not kept now: `RetainExceptOnCreate`.
      const isKept = resource.DeletionPolicy === 'Retain';
      if (made) await remove(stack, made, isKept ? 'Retain' : 'Delete', options.types);
      if (existing) stack.resources.set(logicalId, existing);
      else stack.resources.delete(logicalId);
    });
    stack.note({ ...what, physicalId: created.physicalId }, `${verb}_COMPLETE`);
    return existing;
  } catch (error) {
    stack.note(what, `${verb}_FAILED`, messageOf(error));
    throw invalid(`The following resource(s) failed to ${verb.toLowerCase()}: [${logicalId}].`);
  }
}

function keep(
  { stack, logicalId, resource, options }: Provision,
  created: CreatedAs,
  request: ResourceRequest,
): void {
  stack.resources.set(logicalId, {
    logicalId,
    type: request.type,
    physicalId: created.physicalId,
    attributes: created.attributes ?? {},
    properties: request.properties,
    deletionPolicy: resource.DeletionPolicy ?? 'Delete',
    updateReplacePolicy: resource.UpdateReplacePolicy ?? 'Delete',
    atMs: options.now(),
  });
}

async function remove(
  stack: Stack,
  resource: StackResource,
  policy: StackResource['deletionPolicy'],
  types: ResourceTypes,
): Promise<void> {
  const { type, logicalId, physicalId, properties } = resource;
  if (policy !== 'Delete') {
    stack.note(resource, 'DELETE_SKIPPED');
    return;
  }
  stack.note(resource, 'DELETE_IN_PROGRESS');
  try {
    await handlerOf(types, type).delete(physicalId, { type, logicalId, stackName: stack.name, properties });
  } catch (error) {
    stack.note(resource, 'DELETE_FAILED', messageOf(error));
    throw invalid(`The following resource(s) failed to delete: [${logicalId}].`);
  }
  stack.note(resource, 'DELETE_COMPLETE');
}

function toOutputs({ Outputs }: Template, scope: Scope): Stack['outputs'] {
  return Object.entries(Outputs)
    .filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition))
    .map(([name, { Value, Description: description }]) => {
      const value = resolve(Value, scope);
      if (typeof value === 'string') return { name, value, description };
      throw invalid(`Template format error: Output ${name} is malformed: its value must be a text`);
    });
}

function handlerOf(types: ResourceTypes, type: string): ResourceType {
  const handler = types[type];
  if (handler) return handler;
  throw invalid(`resources of type ${type} are not modelled here`);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
