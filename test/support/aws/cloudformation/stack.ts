import { randomUUID } from 'node:crypto';
import { account, region } from '../wire.ts';
import type { ResourceIdentifier } from './resource-type.ts';
import type { CreatedResource } from './scope.ts';
import type { DeletionPolicy, Template } from './template.ts';

export interface StackResource extends CreatedResource {
  readonly logicalId: string;
  readonly properties: { readonly [name: string]: unknown };
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
  readonly atMs: number;
}

export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly atMs: number;
}

export interface StackOutput {
  readonly name: string;
  readonly value: string;
  readonly description: string | undefined;
}

/** What is to be deployed: a template and the parameters that go with it. */
export interface StackInput {
  readonly templateText: string;
  readonly template: Template;
  readonly parameters: { readonly [name: string]: string };
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  /** Resources that exist already and are only taken in, by logical ID; there when that is all that is done. */
  readonly imports?: ReadonlyMap<string, ResourceIdentifier>;
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly input: StackInput;
  readonly changes: readonly Change[];
  status: 'CREATE_COMPLETE' | 'FAILED';
  reason: string | undefined;
  executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE';
  readonly atMs: number;
}

export interface Change {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string | undefined;
  readonly isReplacement: boolean;
}

/** One stack: what was made, what happened, and where it stands. */
export class Stack {
  readonly name: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly resources = new Map<string, StackResource>();
  /** What a deleted stack had, and whether it was deleted or left. */
  readonly departed: { readonly resource: StackResource; readonly status: string }[] = [];
  readonly changeSets = new Map<string, ChangeSet>();
  readonly events: StackEvent[] = [];
  status = 'REVIEW_IN_PROGRESS';
  reason: string | undefined;
  input: StackInput | undefined;
  outputs: readonly StackOutput[] = [];
  isProtected = false;
  readonly #now: () => number;

  constructor(name: string, now: () => number) {
    this.name = name;
    this.id = `arn:aws:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`;
    this.#now = now;
    this.createdAtMs = now();
  }

  /** The stack as a whole comes to another status. */
  become(status: string, reason?: string): void {
    this.status = status;
    this.reason = reason;
    this.note(
      { logicalId: this.name, physicalId: this.id, type: 'AWS::CloudFormation::Stack' },
      status,
      reason,
    );
  }

  note(
    what: { readonly logicalId: string; readonly physicalId: string; readonly type: string },
    status: string,
    reason?: string,
  ): void {
    const { logicalId, physicalId, type } = what;
    const id = `${logicalId}-${status}-${randomUUID()}`;
    // Never two at a time: readers sort them by it.
    const atMs = Math.max(this.#now(), (this.events.at(-1)?.atMs ?? 0) + 1);
    this.events.push({ id, logicalId, physicalId, type, status, reason, atMs });
  }
}
