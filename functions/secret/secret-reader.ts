/** A secret value kept at hand. Both calls reject only when no usable value was ever read. */
export interface SecretReader {
  /** The value, from memory while it is fresh. */
  read(): Promise<string>;
  /** Asks Secrets Manager now, for example after the value was refused; concurrent calls share one request. */
  reload(): Promise<string>;
}
