/** A rotation that cannot go on now. The message says what to do; Secrets Manager tries the rotation again. */
export class RotationError extends Error {
  override readonly name = 'RotationError';
  /** `passing`: the same rotation may succeed later. `configuration`: somebody has to act first. */
  readonly kind: 'passing' | 'configuration';

  constructor(kind: 'passing' | 'configuration', message: string) {
    // No cause: what comes from outside may quote the credentials or the token.
    super(message);
    this.kind = kind;
  }
}
