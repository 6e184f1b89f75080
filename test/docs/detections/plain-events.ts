import { createHash } from 'node:crypto';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { toLine } from './scenarios.ts';

/** An event without a session, as a detection's fixture needs it. */
export interface PlainEvent {
  readonly type: string;
  /** Seconds after the first. @default 0 */
  readonly afterS?: number;
  /** `METHOD /path` of a call to the Management API. */
  readonly request?: string;
  /** The body of its answer. */
  readonly response?: object;
  readonly description?: string;
  readonly user_id?: string;
  readonly user_name?: string;
  readonly ip?: string;
  readonly user_agent?: string;
  readonly client_id?: string;
  readonly tenant_name?: string;
}

const startMs = Date.parse('2026-03-02T11:00:00.000Z');

/** Digits that stay the same while other fixtures come and go. */
export const toNumber = (name: string): string =>
  String(createHash('sha256').update(name).digest().readUInt32BE() % 100_000_000).padStart(8, '0');

/** The records of events, one a line, as they go to a SIEM. `name` makes their IDs. */
export function toPlainLines(events: readonly PlainEvent[], name: string, format: 'ocsf' | 'ecs'): string {
  return events.map((event, index) => toLine(toInput(event, `${name}/${index}`), format)).join('');
}

function toInput(event: PlainEvent, name: string): ModelInput {
  const { type, afterS = 0, request, response, ...rest } = event;
  const occurredAtMs = startMs + afterS * 1_000;
  const date = new Date(occurredAtMs).toISOString();
  const logId = `900202603021100000000000000000000000012233720368${toNumber(name)}`;
  const [method = '', path] = request?.split(' ') ?? [];
  const details = {
    request: { method: method.toLowerCase(), path },
    response: { statusCode: 200, ...(response && { body: response }) },
  };
  const data = {
    date,
    type,
    log_id: logId,
    user_id: 'auth0|65f0c0ffee00000000a11ce0',
    user_name: 'alice@example.com',
    ip: '203.0.113.77',
    user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0',
    client_id: 'ExampleClientId00000000000000001',
    tenant_name: 'example-prod',
    description: 'Made up for a detection',
    ...(request !== undefined && { details }),
    ...rest,
  };
  const input = {
    event: { logId, type, data, sessionId: undefined, occurredAtMs },
    outcome: { status: 'no_session_id' as const },
  };
  return { ...input, signals: createSignals()(input) };
}
