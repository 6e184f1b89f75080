import { setTimeout as delay } from 'node:timers/promises';
import {
  type NetworkFault,
  describeNetworkFault,
  isByChance,
  readNetworkCode,
} from '../terminal/network-fault.ts';
import { InputError, UsageError } from '../terminal/user-error.ts';
import { isSafeUrl } from '../../secret/safe-url.ts';

/** What the webhook took and kept aside all the same. */
export interface SetAsideEvent {
  /** From 0: which of the bodies it was. */
  readonly index: number;
  readonly reason: string;
}

/** Resolves when all of it is durable. Rejects with InputError. */
export type PostEvents = (bodies: readonly string[]) => Promise<readonly SetAsideEvent[]>;

const attempts = 4;
const timeoutMs = 30_000;

/** Posts events as JSON lines, again when the webhook has a bad moment. Throws UsageError for a wrong URL or value. */
export function createWebhookTarget(webhookUrl: string, authorization: string | undefined): PostEvents {
  if (!URL.canParse(webhookUrl) || !isSafeUrl(new URL(webhookUrl))) {
    throw new UsageError(
      `--webhook-url must be an https URL (http only for loopback), got ${JSON.stringify(webhookUrl)}`,
    );
  }
  if (authorization === undefined || authorization === '') {
    throw new UsageError(
      '--webhook-url needs the Authorization value of the log stream in WEBHOOK_AUTHORIZATION',
    );
  }
  const headers = { authorization, 'content-type': 'application/x-ndjson' };

  const { host } = new URL(webhookUrl);
  let hasTaken = false;

  async function post(body: string): Promise<WebhookAnswer> {
    try {
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers,
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      return { status: undefined, code: readNetworkCode(error) };
    }
  }

  return async (bodies) => {
    const lines = bodies.map((body) => body.replaceAll(/[\r\n]+/g, ' ')).join('\n');
    for (let attempt = 1; ; attempt += 1) {
      const answer = await post(lines);
      if (answer.status === 202) {
        hasTaken = true;
        return parseRejected(answer.text);
      }
      // What never answered is more often a mistyped address than a bad moment.
      if (attempt >= attempts || !isPassing(answer, hasTaken)) {
        const { cause, fix } = explain(answer, host);
        throw new InputError(`the webhook took nothing${hasTaken ? ' more' : ''}: ${cause}`, { fix });
      }
      await delay(250 * 2 ** attempt);
    }
  };
}

type WebhookAnswer =
  | { readonly status: number; readonly text: string }
  /** No answer: the code of what went wrong. */
  | { readonly status: undefined; readonly code: string };

function isPassing(answer: WebhookAnswer, hasTaken: boolean): boolean {
  if (answer.status === undefined) return hasTaken || isByChance(answer.code);
  return answer.status === 429 || answer.status >= 500;
}

function explain(answer: WebhookAnswer, host: string): NetworkFault {
  if (answer.status === undefined) {
    const { cause, fix } = describeNetworkFault(answer.code, host);
    const isClosed = answer.code === 'ECONNREFUSED';
    return { cause, fix: isClosed ? `${fix} npm start runs one on this machine` : fix };
  }
  const { status } = answer;
  if (status === 401) {
    return {
      cause: 'it refused the value in WEBHOOK_AUTHORIZATION (401)',
      fix: 'take the one of the log stream, without a prefix of your own',
    };
  }
  const cause = `HTTP status ${status}`;
  if (status === 403) return { cause, fix: "is this machine's address in allowedSourceCidrs?" };
  if (status === 404 || status === 405) {
    return { cause, fix: 'is --webhook-url the output WebhookUrl, which ends in /log-events?' };
  }
  if (status === 429 || status >= 500) return { cause, fix: 'try again later, and see the logs of receive' };
  return { cause, fix: 'is --webhook-url the output WebhookUrl of the stack?' };
}

/** `rejected` of the answer, whose positions are lines from 1; none where the webhook says nothing of the kind. */
function parseRejected(text: string): SetAsideEvent[] {
  const { rejected } = Object(parseJson(text)) as { readonly rejected?: unknown };
  if (!Array.isArray(rejected)) return [];
  return rejected.map((one: unknown) => {
    const { position, reason } = Object(one) as { readonly position?: unknown; readonly reason?: unknown };
    return {
      index: Number(position) - 1,
      // Somebody else's text, on its way to a terminal.
      reason: typeof reason === 'string' ? reason.slice(0, 200).replaceAll(/\p{C}/gu, ' ') : 'unknown',
    };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
