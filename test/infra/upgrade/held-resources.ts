import { isReplacedFor } from '../../support/aws/cloudformation/resource-schema.ts';

/** What an update has to leave as it is, lest CloudFormation make the resource anew. */
export interface HeldResource {
  readonly type: string;
  /** Properties of which a change replaces the resource, or may. */
  readonly fixed: Readonly<Record<string, unknown>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** By logical ID. */
export function toHeldResources(template: {
  readonly Resources: Readonly<Record<string, Resource>>;
}): Record<string, HeldResource> {
  return Object.fromEntries(
    Object.entries(template.Resources).map(([logicalId, { Type, Properties = {} }]) => {
      const fixed = Object.entries(Properties).filter(([name]) => isReplacedFor(Type, name));
      return [logicalId, { type: Type, fixed: Object.fromEntries(fixed) }];
    }),
  );
}
