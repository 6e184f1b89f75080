import { isDeepStrictEqual } from 'node:util';
import type { DeployOptions } from './deploy-stack.ts';
import { resolve, type Scope } from './resolve.ts';
import { isReplacedFor } from './resource-schema.ts';
import { checkRules } from './scope.ts';
import type { Change, Stack, StackInput } from './stack.ts';
import type { Template, TemplateResource } from './template.ts';

/** What a deployment would do, as far as it can be said before: a name that is only made then counts as a change. */
export function planChanges(stack: Stack, input: StackInput, options: DeployOptions): readonly Change[] {
  const scope = options.scopeOf(stack, input);
  checkRules(input.template, scope);
  const wanted = activeResources(input.template, scope);
  const changes: Change[] = [];
  for (const [logicalId, resource] of wanted) {
    const existing = stack.resources.get(logicalId);
    const { Type: type } = resource;
    if (!existing) {
      const action = input.imports?.has(logicalId) ? 'Import' : 'Add';
      changes.push({ action, logicalId, type, physicalId: undefined, isReplacement: false });
      continue;
    }
    const names = changedNames(existing.properties, tryResolve(resource, scope));
    if (names.length === 0) continue;
    const isReplacement = names.some((name) => isReplacedFor(type, name));
    changes.push({ action: 'Modify', logicalId, type, physicalId: existing.physicalId, isReplacement });
  }
  for (const { logicalId, type, physicalId } of stack.resources.values()) {
    if (!wanted.has(logicalId)) {
      changes.push({ action: 'Remove', logicalId, type, physicalId, isReplacement: false });
    }
  }
  return changes;
}

/** Those whose condition holds. */
export function activeResources(template: Template, scope: Scope): Map<string, TemplateResource> {
  const all = Object.entries(template.Resources);
  return new Map(all.filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition)));
}

/** The properties that differ between two versions of a resource. */
export function changedNames(before: object, after: object): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const valueOf = (properties: object, name: string) => (properties as Record<string, unknown>)[name];
  return [...names].filter((name) => !isDeepStrictEqual(valueOf(before, name), valueOf(after, name)));
}

/** Property by property, so that a name which is not known yet changes only the properties that hold it. */
function tryResolve({ Properties = {} }: TemplateResource, scope: Scope): object {
  const entries = Object.entries(Properties).map(([name, value]) => {
    try {
      return [name, resolve(value, scope)] as const;
    } catch {
      return [name, undefined] as const;
    }
  });
  return Object.fromEntries(entries.filter(([, value]) => typeof value !== 'symbol'));
}
