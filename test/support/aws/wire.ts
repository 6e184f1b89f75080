/** An SDK input as it stands in the JSON body: bytes are base64 text, times are seconds since 1970. */
export type Wire<T> = T extends Uint8Array
  ? string
  : T extends Date
    ? number
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

/** What an operation is told about the call beside its input. */
export interface CallContext {
  /** The code with which an injected fault fails this entry of a batch; undefined for one that goes through. */
  failureOf(index: number, entry: unknown): string | undefined;
}

/** One AWS service: the operations a client may call, by the name in `x-amz-target` after the dot. */
export interface Service {
  /** Before the dot of `x-amz-target`, for example `AmazonSQS`. */
  readonly target: string;
  readonly operations: { readonly [name: string]: (input: never, call: CallContext) => unknown };
  /** What the service answers when calls come too fast. */
  readonly throttled: { readonly code: string; readonly status: number };
}

export const region = 'us-east-1';
export const account = '123456789012';
