import { heldTypes, type HeldType } from './held-types.ts';

/** As much of a template as is asked. */
export interface StackTemplate {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/**
 * What a deployment does to something that holds events, records, secrets or the way they come in by.
 *
 * - `isNew`: its name may be taken by what an earlier deployment left.
 * - `stays`: it leaves the stack, and stays in the account with what is in it.
 * - `isDeleted`: it leaves the stack and is deleted with what is in it.
 * - `isReplaced`: it is made anew, empty.
 * - `isStranded`: what waits in it is encrypted with a key that nobody of the new stack may use.
 */
export type ChangeKind = 'isNew' | 'stays' | 'isDeleted' | 'isReplaced' | 'isStranded';

export interface StackChange {
  readonly kind: ChangeKind;
  readonly logicalId: string;
  readonly type: HeldType;
  /** Undefined where CloudFormation makes one. */
  readonly name: string | undefined;
}

/** What becomes of everything that holds something, by the order of the templates; nothing of what is changed in place. */
export function findChanges(before: StackTemplate, after: StackTemplate): readonly StackChange[] {
  const old = toHeld(before);
  const now = toHeld(after);
  const changes: StackChange[] = [];
  for (const [logicalId, resource] of now) {
    const earlier = old.get(logicalId);
    const kind = earlier ? toUpdate(earlier, resource, after) : isNamed(resource) ? 'isNew' : undefined;
    if (kind) changes.push(toChange(kind, logicalId, kind === 'isNew' || !earlier ? resource : earlier));
  }
  for (const [logicalId, resource] of old) {
    if (now.has(logicalId)) continue;
    const isKept = resource.DeletionPolicy?.startsWith('Retain');
    changes.push(toChange(isKept ? 'stays' : 'isDeleted', logicalId, resource));
  }
  return changes;
}

interface HeldResource extends Omit<TemplateResource, 'Type'> {
  readonly Type: HeldType;
}

function toHeld({ Resources = {} }: StackTemplate): ReadonlyMap<string, HeldResource> {
  return new Map(
    Object.entries(Resources).flatMap(([logicalId, resource]) => {
      const { Type, ...rest } = resource;
      return isHeldType(Type) ? [[logicalId, { ...rest, Type }] as const] : [];
    }),
  );
}

const isHeldType = (type: string): type is HeldType => Object.hasOwn(heldTypes, type);

function toUpdate(before: HeldResource, now: HeldResource, after: StackTemplate): ChangeKind | undefined {
  const { fixed, key } = heldTypes[now.Type];
  const differs = (property: string) =>
    JSON.stringify(before.Properties?.[property]) !== JSON.stringify(now.Properties?.[property]);
  if (fixed.some(differs)) return 'isReplaced';
  const earlierKey = key === undefined ? undefined : before.Properties?.[key];
  if (key === undefined || earlierKey === undefined || !differs(key)) return undefined;
  return mayDecrypt(after, earlierKey) ? undefined : 'isStranded';
}

/** Whether any role of the template may still use the key. */
function mayDecrypt({ Resources = {} }: StackTemplate, keyArn: unknown): boolean {
  const policies = Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
  return JSON.stringify(policies.map(({ Properties }) => Properties)).includes(JSON.stringify(keyArn));
}

const nameOf = ({ Type, Properties = {} }: HeldResource): string | undefined => {
  const name = Properties[heldTypes[Type].name];
  return typeof name === 'string' ? name : undefined;
};

const isNamed = (resource: HeldResource) => nameOf(resource) !== undefined;

const toChange = (kind: ChangeKind, logicalId: string, resource: HeldResource): StackChange => ({
  kind,
  logicalId,
  type: resource.Type,
  name: nameOf(resource),
});
