/** One resource of a stack, with everything in its properties resolved. */
export interface ResourceRequest {
  readonly type: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly properties: { readonly [name: string]: unknown };
}

export interface CreatedAs {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes?: { readonly [name: string]: string };
}

/** How CloudFormation makes, changes and deletes resources of one type. A rejection fails the deployment. */
export interface ResourceType {
  create(request: ResourceRequest): Promise<CreatedAs> | CreatedAs;
  /** Changes what is there, when the schema says that it can be changed. @default it is replaced */
  readonly update?: (
    physicalId: string,
    request: ResourceRequest,
    before: ResourceRequest,
  ) => Promise<CreatedAs> | CreatedAs;
  /**
   * Takes in a resource that exists, by the identifier that its schema has; throws when there is none. @default it
   * cannot be imported
   */
  readonly find?: (identifier: ResourceIdentifier) => Promise<CreatedAs> | CreatedAs;
  delete(physicalId: string, request: ResourceRequest): Promise<void> | void;
  /** Whether it resolves references to secrets by itself. @default they are refused */
  readonly readsSecrets?: true;
}

/** For example `{ QueueUrl: 'https://…' }`. */
export type ResourceIdentifier = { readonly [property: string]: string };

export type ResourceTypes = { readonly [type: string]: ResourceType };

/** A name where the template gives none, as CloudFormation makes them. */
export function toGeneratedName({ stackName, logicalId }: ResourceRequest, maxLength = 64): string {
  const unique = Math.random().toString(36).slice(2, 14).padEnd(12, '0').toUpperCase();
  const room = maxLength - unique.length - 1;
  return `${`${stackName}-${logicalId}`.slice(0, room)}-${unique}`;
}
