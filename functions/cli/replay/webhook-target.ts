import { setTimeout as delay } from 'node:timers/promises';
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

  async function post(body: string): Promise<{ status: number; text: string } | undefined> {
    try {
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers,
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, text: await response.text() };
    } catch {
      return undefined;
    }
  }

  return async (bodies) => {
    const lines = bodies.map((body) => body.replaceAll(/[\r\n]+/g, ' ')).join('\n');
    for (let attempt = 1; ; attempt += 1) {
      const answer = await post(lines);
      if (answer?.status === 202) return parseRejected(answer.text);
      if (answer?.status === 401)
        throw new InputError('the webhook refused the value in WEBHOOK_AUTHORIZATION (401)');
      const isPassing = answer === undefined || answer.status === 429 || answer.status >= 500;
      if (!isPassing || attempt >= attempts) {
        const reason = answer === undefined ? 'no answer' : `HTTP status ${answer.status}`;
        throw new InputError(`the webhook took nothing more: ${reason}`);
      }
      await delay(250 * 2 ** attempt);
    }
  };
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
