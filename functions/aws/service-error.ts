/** What of an answer tells why a service refuses. */
export interface RefusalParts {
  readonly status: number;
  /** `x-amzn-errortype`. */
  readonly errorType: string;
  /** Parsed; undefined where it is no JSON. */
  readonly body: unknown;
}

/** What a service refused. Its `name` is the service's code, as with errors of the AWS SDK; its message quotes nothing. */
export class AwsServiceError extends Error {
  override readonly name: string;
  /** As the SDK has it, and as its rules of what may be tried again read it. */
  readonly $metadata: { readonly httpStatusCode: number; clockSkewCorrected?: true };
  /** There where the service says so in words alone, which are not kept. */
  readonly $retryable?: object;
  /** The item that a condition of DynamoDB's failed on, where it was asked for, in DynamoDB's JSON. Not shown where errors are. */
  declare readonly item: unknown;

  constructor(operation: string, code: string, { status, body }: RefusalParts) {
    super(`${operation} was refused: ${code}`);
    this.name = code;
    this.$metadata = { httpStatusCode: status };
    const { message, Message = message, Item: value } = Object(body) as { readonly [name: string]: unknown };
    Object.defineProperty(this, 'item', { value });
    // A process that stood still between signing and sending.
    if (typeof Message === 'string' && Message.includes('Signature expired')) this.$retryable = {};
  }
}

/** No whole answer in time. */
export class AwsTimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ETIMEDOUT';
}

/** An answer that is not what the protocol says. Node's own error would quote it. */
export class AwsAnswerError extends Error {
  override readonly name = 'SyntaxError';
}

/** What SQS called its errors before it spoke JSON, and some that stand in for it still do. */
const olderPrefix = 'AWS.SimpleQueueService.';
const newerNames: { readonly [older: string]: string } = { NonExistentQueue: 'QueueDoesNotExist' };

/**
 * The error of an answer that is none of the 2xx. The code stands in the body or in a header; some services put a namespace
 * before it, and an address or another code behind it.
 */
export function toServiceError(operation: string, parts: RefusalParts): AwsServiceError {
  const { __type, code, Code } = Object(parts.body) as { readonly [name: string]: unknown };
  const told = [__type, code, Code, parts.errorType].filter((one) => typeof one === 'string');
  const [name = `HTTP ${parts.status}`] = told.flatMap((one) => toCode(one) ?? []);
  return new AwsServiceError(operation, name, parts);
}

function toCode(text: string): string | undefined {
  const [first = ''] = text.split(/[,:]/);
  const code = first.slice(first.indexOf('#') + 1).trim();
  if (!/^[\w.-]{1,128}$/.test(code)) return undefined;
  if (!code.startsWith(olderPrefix)) return code;
  const older = code.slice(olderPrefix.length);
  return newerNames[older] ?? older;
}
