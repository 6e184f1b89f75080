/** The secret could not be read: denied, missing, throttled, or Secrets Manager is down. Ask again later. */
export class SecretUnavailableError extends Error {
  override readonly name = 'SecretUnavailableError';
  readonly secretId: string;
  /** The service's or the client's own name for it, for example `AccessDeniedException` or `TimeoutError`. */
  readonly code: string;

  constructor(secretId: string, code: string) {
    // No cause: the client's parse errors quote the answer, and the answer holds the secret.
    super(`secret ${secretId} could not be read: ${code}`);
    this.secretId = secretId;
    this.code = code;
  }
}

/** The secret was read, but its content is of no use. Somebody has to store another value. */
export class InvalidSecretError extends Error {
  override readonly name = 'InvalidSecretError';
  readonly secretId: string;

  constructor(secretId: string, reason: string) {
    super(`secret ${secretId} is not usable: ${reason}`);
    this.secretId = secretId;
  }
}
