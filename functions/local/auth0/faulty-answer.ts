import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { errorBodies, toGenericErrorBody } from './error-body.ts';
import type { Fault } from './fault.ts';

/** Waits; ends early, without an error, when the signal fires. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface FaultyRequest {
  readonly fault: Fault;
  /** What Auth0 would have answered. */
  readonly answer: () => Promise<Response>;
  readonly rateLimitHeaders: { readonly [name: string]: string };
  /** Node's own request and response; absent when the app is called in process, without a socket. */
  readonly socket: Partial<HttpBindings> | undefined;
  /** Fires when the caller has gone. */
  readonly signal: AbortSignal;
  readonly sleep: Sleep;
}

/** Answers in the way the fault says. In process, a reset can only be an answer whose body fails. */
export async function answerFaulty(request: FaultyRequest): Promise<Response> {
  const { fault, answer, rateLimitHeaders, socket, signal, sleep } = request;
  switch (fault.kind) {
    case 'status': {
      const { status, headers = status === 429 ? rateLimitHeaders : {} } = fault;
      return Response.json(toGenericErrorBody(status), {
        status,
        headers: headers === 'none' ? {} : headers,
      });
    }
    case 'plan':
      return Response.json(errorBodies.insufficientPlan, { status: 403 });
    case 'html':
      return new Response('<html><body><h1>502 Bad Gateway</h1></body></html>', {
        status: fault.status ?? 502,
        headers: { 'content-type': 'text/html' },
      });
    case 'empty':
      return new Response(null, { status: fault.status ?? 200 });
    case 'slow_headers':
      await sleep(fault.ms, signal);
      return answer();
    case 'slow_body': {
      const { status, headers, bytes } = await readAnswer(answer);
      const half = bytes.length >> 1;
      return new Response(
        inTwoParts(bytes, half, () => sleep(fault.ms, signal)),
        { status, headers },
      );
    }
    case 'reset':
      return reset(socket);
    case 'reset_body': {
      const { status, headers, bytes } = await readAnswer(answer);
      const outgoing = socket?.outgoing;
      if (!outgoing) return new Response(failing(bytes.subarray(0, bytes.length >> 1)), { status, headers });
      outgoing.writeHead(status, { ...Object.fromEntries(headers), 'content-length': String(bytes.length) });
      outgoing.write(bytes.subarray(0, bytes.length >> 1), () => outgoing.destroy());
      return RESPONSE_ALREADY_SENT;
    }
    case 'truncated_json': {
      const { status, headers, bytes } = await readAnswer(answer);
      return new Response(bytes.subarray(0, bytes.length >> 1), { status, headers });
    }
    case 'wrong_type': {
      const { body = '[["not","an","object"]]', contentType = 'application/json' } = fault;
      return new Response(body, { headers: { 'content-type': contentType } });
    }
    case 'wrong_session': {
      const { status, headers, bytes } = await readAnswer(answer);
      const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return Response.json(
        { ...Object(body), id: 'anotherSession00000000000000000000' },
        { status, headers },
      );
    }
    case 'huge_body':
      return new Response(endless(fault.bytes), { headers: { 'content-type': 'application/json' } });
    case 'redirect':
      return new Response(null, { status: fault.status ?? 302, headers: { location: fault.location } });
  }
}

async function readAnswer(answer: () => Promise<Response>) {
  const response = await answer();
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return { status: response.status, headers, bytes: new Uint8Array(await response.arrayBuffer()) };
}

function reset(socket: Partial<HttpBindings> | undefined): Response {
  const incoming = socket?.incoming;
  if (!incoming) return new Response(failing(new Uint8Array()));
  incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

function inTwoParts(bytes: Uint8Array, at: number, between: () => Promise<void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, at));
      await between();
      controller.enqueue(bytes.subarray(at));
      controller.close();
    },
  });
}

function failing(start: Uint8Array): ReadableStream<Uint8Array> {
  let isFirst = true;
  return new ReadableStream({
    pull(controller) {
      if (isFirst && start.length > 0) controller.enqueue(start);
      else controller.error(new Error('connection reset'));
      isFirst = false;
    },
  });
}

/** Made piece by piece, so that the sender's memory does not grow with what the receiver has to refuse. */
function endless(bytes: number): ReadableStream<Uint8Array> {
  const piece = new TextEncoder().encode('x'.repeat(65_536));
  let sent = 0;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"id":"'));
    },
    pull(controller) {
      if (sent >= bytes) {
        controller.enqueue(new TextEncoder().encode('"}'));
        controller.close();
        return;
      }
      controller.enqueue(piece);
      sent += piece.length;
    },
  });
}
