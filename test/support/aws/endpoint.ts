import type { IncomingHttpHeaders } from 'node:http';

/** A request that is not of AWS's JSON protocol, read to its end. */
export interface HttpCall {
  readonly method: string;
  /** Lower case, without the port. */
  readonly host: string;
  /** As it was sent, still escaped, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Buffer;
}

/** Undefined for a call that another endpoint has to answer. May throw an AwsError. */
export type Endpoint = (call: HttpCall) => Promise<HttpAnswer | undefined> | HttpAnswer | undefined;

const escapes: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

export const escapeXml = (text: string) => text.replaceAll(/[&<>"\r]/g, (one) => escapes[one] ?? one);
