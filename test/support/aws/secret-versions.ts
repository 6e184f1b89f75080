import { AwsError } from './aws-error.ts';

export interface SecretValue {
  readonly SecretString?: string;
  /** Base64, as on the wire. */
  readonly SecretBinary?: string;
}

interface SecretVersion {
  /** Undefined while a rotation has announced the version but not yet given it a value. */
  value: SecretValue | undefined;
  readonly stages: Set<string>;
  readonly createdAtMs: number;
}

/**
 * The versions of one secret and the staging labels on them.
 *
 * A label is on one version at a time; AWSPREVIOUS goes where AWSCURRENT has been.
 */
export class SecretVersions {
  readonly #versions = new Map<string, SecretVersion>();

  get(id: string): SecretVersion | undefined {
    return this.#versions.get(id);
  }

  holder(stage: string): string | undefined {
    for (const [id, { stages }] of this.#versions) if (stages.has(stage)) return id;
    return undefined;
  }

  /** Version IDs and their labels; a version without a label counts as gone, though its ID still reads it. */
  labels(): Record<string, string[]> {
    const labelled = [...this.#versions].filter(([, { stages }]) => stages.size > 0);
    return Object.fromEntries(labelled.map(([id, { stages }]) => [id, [...stages]]));
  }

  /** Adds a value under its labels. The same ID and value again changes nothing; another value is refused. */
  put(id: string, value: SecretValue, stages: readonly string[], nowMs: number): void {
    const existing = this.#versions.get(id);
    if (existing?.value) {
      const { SecretString, SecretBinary } = existing.value;
      if (SecretString === value.SecretString && SecretBinary === value.SecretBinary) return;
      throw new AwsError('ResourceExistsException', `version ${id} already has another value`);
    }
    if (existing) existing.value = value;
    else this.#versions.set(id, { value, stages: new Set(), createdAtMs: nowMs });
    for (const stage of stages) this.attach(stage, id);
  }

  /** A rotation puts AWSPENDING on a version before it has a value. */
  announce(id: string, nowMs: number): void {
    if (!this.#versions.has(id)) {
      this.#versions.set(id, { value: undefined, stages: new Set(), createdAtMs: nowMs });
    }
    this.attach('AWSPENDING', id);
  }

  attach(stage: string, id: string): void {
    const from = this.holder(stage);
    if (from === id) return;
    if (from !== undefined) this.#versions.get(from)?.stages.delete(stage);
    this.#versions.get(id)?.stages.add(stage);
    if (stage === 'AWSCURRENT' && from !== undefined) this.attach('AWSPREVIOUS', from);
  }

  detach(stage: string, id: string): void {
    this.#versions.get(id)?.stages.delete(stage);
  }
}
