/** What a service refused. Its `name` is the service's code, as with errors of the AWS SDK; its message quotes nothing. */
export class AwsServiceError extends Error {
  override readonly name: string;
  /** As the SDK has it, and as its rules of what may be tried again read it. */
  readonly $metadata: { readonly httpStatusCode: number; clockSkewCorrected?: true };
  /** The item that a condition of DynamoDB's failed on, where it was asked for. In DynamoDB's JSON. */
  readonly item: unknown;

  constructor(operation: string, code: string, { status, item }: { status: number; item: unknown }) {
    super(`${operation} was refused: ${code}`);
    this.name = code;
    this.$metadata = { httpStatusCode: status };
    this.item = item;
  }
}

/** No whole answer in time. */
export class AwsTimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** An answer that is not what the protocol says. Node's own error would quote it. */
export class AwsAnswerError extends Error {
  override readonly name = 'SyntaxError';
}

/**
 * The error of an answer that is none of the 2xx. The code stands in a header or in the body, some services put a
 * namespace before it and an address behind it.
 */
export function toServiceError(
  operation: string,
  {
    status,
    errorType,
    body,
  }: { readonly status: number; readonly errorType: string; readonly body: unknown },
): AwsServiceError {
  const { __type, code, Item: item } = Object(body) as { readonly [name: string]: unknown };
  const found = [errorType, __type, code].find((one) => typeof one === 'string' && one !== '');
  const [name = `HTTP ${status}`] =
    /(?<=#|^)[\w.-]+(?=:|$)/.exec(typeof found === 'string' ? found : '') ?? [];
  return new AwsServiceError(operation, name, { status, item });
}
