import {
  isClockSkewError,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
} from '@smithy/core/retry';
import { SignatureV4 } from '@smithy/signature-v4';
import { accessFromEnvironment, type AwsAccess } from './aws-access.ts';
import type { AwsService } from './aws-service.ts';
import { createPost, type AwsAnswer, type PostLimits } from './post.ts';
import { toServiceEndpoint } from './service-endpoint.ts';
import { createSha256 } from './sha256.ts';
import { AwsAnswerError, type AwsServiceError, toServiceError } from './service-error.ts';

/** How long a call may take. */
export interface CallBounds {
  /** Of one call, the first one included. */
  readonly maxAttempts: number;
  /** Of one attempt. */
  readonly limits: PostLimits;
}

export interface AwsClientOptions extends CallBounds {
  /** @default what Lambda puts into the environment */
  readonly access?: AwsAccess;
  /** @default where environment and Region say */
  readonly endpoint?: string;
}

export interface AwsCallOptions {
  readonly abortSignal?: AbortSignal;
  /** Called as each attempt is sent; what it returns is told the `Date` header of the answer, also of one that refuses. */
  readonly onSend?: () => (date: string | undefined) => void;
}

/** By operation, as the service names it: what it is given, and what it answers, in its JSON. */
export type AwsCalls = { readonly [operation: string]: { readonly input: object; readonly output: object } };

export interface AwsClient<Calls extends AwsCalls> extends CallBounds {
  /** As whom and in which Region it calls. */
  readonly config: AwsAccess;
  /**
   * One call, tried again where the attempt failed for a passing reason. Rejects with AwsServiceError, AwsTimeoutError,
   * AwsAnswerError or AwsAccessError, with what Node says of a connection, and with the reason of `abortSignal`.
   */
  call<Operation extends keyof Calls & string>(
    operation: Operation,
    input: Calls[Operation]['input'],
    options?: AwsCallOptions,
  ): Promise<Calls[Operation]['output']>;
  /** Closes its connections. */
  destroy(): void;
}

/**
 * A client of one service that speaks AWS's JSON protocol. Signature, retries and what may be tried again are the AWS SDK's own
 * parts; docs/decisions/0095 says why they are put together here.
 */
export function createAwsClient<Calls extends AwsCalls>(
  service: AwsService,
  { access = accessFromEnvironment(), endpoint, maxAttempts, limits }: AwsClientOptions,
): AwsClient<Calls> {
  const signer = new SignatureV4({
    service: service.name,
    region: access.region,
    credentials: access.credentials,
    sha256: createSha256(),
    // The hash of the body is in the signature; no service but S3 wants it in a header as well.
    applyChecksum: false,
  });
  const retries = new StandardRetryStrategy(maxAttempts);
  const post = createPost(limits);
  /** Where all calls go; undefined: where their input says, else to the Region. */
  let configured: Promise<string | undefined> | undefined;
  let regional: Promise<URL> | undefined;
  /** What has to be added to the local clock. */
  let clockOffsetMs = 0;

  async function findUrl(input: object): Promise<URL> {
    configured ??= Promise.resolve(endpoint ?? access.endpointOf?.(service));
    const text = (await configured) ?? readUrl(input, service.urlMember);
    if (text === undefined) return (regional ??= findRegional());
    const url = new URL(text);
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return url;
  }

  async function findRegional(): Promise<URL> {
    const [region, isFips] = await Promise.all([access.region(), access.useFipsEndpoint?.() ?? false]);
    return toServiceEndpoint(service, region, isFips);
  }

  /** Whether the service's clock is so far from the one that was signed with that it refuses for that. */
  function setClock(date: string | undefined, signedOffsetMs: number): boolean {
    const serverMs = Date.parse(date ?? '');
    const isWrong = Math.abs(serverMs - Date.now() - signedOffsetMs) >= clockToleranceMs;
    if (isWrong) clockOffsetMs = serverMs - Date.now();
    return isWrong;
  }

  async function attempt(
    operation: string,
    { url, body }: { readonly url: URL; readonly body: string },
    { abortSignal, onSend }: AwsCallOptions,
  ): Promise<object> {
    const offsetMs = clockOffsetMs;
    const { headers } = await signer.sign(
      {
        method: 'POST',
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        headers: {
          host: url.host,
          'content-type': `application/x-amz-json-${service.protocol}`,
          'x-amz-target': `${service.target}.${operation}`,
        },
        body,
      },
      { signingDate: new Date(Date.now() + offsetMs) },
    );
    headers['content-length'] = String(Buffer.byteLength(body));
    const onAnswer = onSend?.();
    const answer = await post(url, { headers, body }, abortSignal);
    const { date } = answer.headers;
    onAnswer?.(date);
    const output = toOutput(operation, answer);
    if (!(output instanceof Error)) return output;
    // Marked as the SDK's rules of what may be tried again expect it.
    if (isClockSkewError(toSdkError(output)) && setClock(date, offsetMs)) {
      output.$metadata.clockSkewCorrected = true;
    }
    throw output;
  }

  return {
    config: access,
    maxAttempts,
    limits,
    async call(operation, input, options = {}) {
      const { abortSignal } = options;
      const request = { url: await findUrl(input), body: JSON.stringify(input) };
      let token = await retries.acquireInitialRetryToken(service.name);
      for (;;) {
        try {
          const output = await attempt(operation, request, options);
          retries.recordSuccess(token);
          return output;
        } catch (error) {
          const errorType = toErrorType(error);
          if (errorType === undefined || abortSignal?.aborted) throw error;
          // Waits. Rejects when there have been attempts enough, or too many failures of late.
          const pause = retries.refreshRetryTokenForRetry(token, { errorType }).catch(() => undefined);
          const next = await unlessAborted(pause, abortSignal);
          if (next === undefined) throw error;
          token = next;
        }
      }
    },
    destroy: post.close,
  };
}

/** AWS takes no signature of five minutes before or after, and its `Date` counts whole seconds. */
const clockToleranceMs = 240_000;

/** SQS is asked at the host of the queue's own URL. */
function readUrl(input: object, member: string | undefined): string | undefined {
  const url = member === undefined ? undefined : (input as { readonly [name: string]: unknown })[member];
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : undefined;
}

/** `signal`: not aborted yet. */
async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return promise;
  let abort = () => undefined as void;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** As the SDK's rules read one. */
function toSdkError(error: unknown): Parameters<typeof isThrottlingError>[0] {
  return Object(error) as Parameters<typeof isThrottlingError>[0];
}

function toErrorType(error: unknown): 'THROTTLING' | 'TRANSIENT' | undefined {
  const known = toSdkError(error);
  if (isThrottlingError(known)) return 'THROTTLING';
  return isTransientError(known) ? 'TRANSIENT' : undefined;
}

function toOutput(operation: string, { status, headers, text }: AwsAnswer): object | AwsServiceError {
  const isRefused = status < 200 || status > 299;
  const body = parse(text);
  if (isRefused) {
    const errorType = String(headers['x-amzn-errortype'] ?? '');
    return toServiceError(operation, { status, errorType, body });
  }
  if (typeof body !== 'object' || body === null)
    throw new AwsAnswerError(`the answer to ${operation} is no JSON`);
  return body;
}

/** Undefined where it is none. Nothing at all is an answer without members. */
function parse(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
