import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import { type Endpoint, escapeXml, type HttpAnswer } from './endpoint.ts';

/** What a call of the query protocol says, its flattened names made into objects and lists again. */
export type QueryInput = { readonly [name: string]: QueryValue };
export type QueryValue = string | readonly QueryValue[] | QueryInput;

/** What is answered; an undefined is left out, a date is written as ISO 8601. */
export type QueryResult =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly QueryResult[]
  | { readonly [name: string]: QueryResult };

export interface QueryService {
  /** As the client sends it, for example `2010-05-15`: it tells the services apart. */
  readonly version: string;
  readonly operations: {
    readonly [action: string]: (input: never, caller: QueryCaller) => Promise<QueryResult> | QueryResult;
  };
}

/** What an operation is told about the call beside its input. */
export interface QueryCaller {
  readonly accessKeyId: string;
}

/** Answers AWS's query protocol, form in and XML out, for the services given. */
export function createQueryEndpoint(services: readonly QueryService[]): Endpoint {
  return async ({ headers, body }) => {
    if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return undefined;
    const { Action: action, Version: version, ...input } = parseQuery(body.toString());
    try {
      if (typeof action !== 'string') throw new AwsError('MissingAction', 'the request has no Action');
      const run = services.find((one) => one.version === version)?.operations[action];
      if (!run) throw new AwsError('InvalidAction', `${action} is not known here`);
      const accessKeyId = toAccessKeyId(headers.authorization);
      return toAnswer(action, await run(input as never, { accessKeyId }));
    } catch (error) {
      return toRefusal(error);
    }
  };
}

/** The key that signed a request; empty where it is not signed. */
export function toAccessKeyId(authorization: string | undefined): string {
  return /Credential=([^/]+)\//.exec(authorization ?? '')?.[1] ?? '';
}

/** `A.member.1.B=x` → `{ A: [{ B: 'x' }] }`, `A.entry.1.key=B` and `A.entry.1.value=x` → `{ A: { B: 'x' } }`. */
export function parseQuery(text: string): QueryInput {
  const root: Nested = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const parts = name.split('.');
    const last = parts.pop() ?? '';
    let place = root;
    for (const part of parts) place = (place[part] ??= {}) as Nested;
    place[last] = value;
  }
  return toValue(root) as QueryInput;
}

interface Nested {
  [name: string]: string | Nested;
}

function toValue(value: string | Nested): QueryValue {
  if (typeof value === 'string') return value;
  const { member, entry } = value;
  if (typeof member === 'object') {
    const entries = Object.entries(member).toSorted(([a], [b]) => Number(a) - Number(b));
    return entries.map(([, one]) => toValue(one));
  }
  if (typeof entry === 'object') {
    const pairs = Object.values(entry).map((one) => toValue(one) as { key: string; value: string });
    return Object.fromEntries(pairs.map((one) => [one.key, one.value]));
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toValue(one)]));
}

function toAnswer(action: string, result: QueryResult): HttpAnswer {
  const inner = result === undefined ? '' : `<${action}Result>${toXml(result)}</${action}Result>`;
  const requestId = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  return toXmlAnswer(200, `<${action}Response>${inner}${requestId}</${action}Response>`);
}

function toRefusal(error: unknown): HttpAnswer {
  const known =
    error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), { status: 500 });
  const { status, code, message } = known;
  const type = status < 500 ? 'Sender' : 'Receiver';
  const text = `<Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  return toXmlAnswer(
    status,
    `<ErrorResponse><Error>${text}</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

const toXmlAnswer = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

function toXml(value: QueryResult): string {
  if (value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one: QueryResult) => `<member>${toXml(one)}</member>`).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => `<${name}>${toXml(one as QueryResult)}</${name}>`)
    .join('');
}
