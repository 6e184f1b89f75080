import { readFileSync } from 'node:fs';
import type { ModelInput } from '../../../functions/record/event-model.ts';

type Json = Record<string, unknown>;

/** By name: thousands of inputs are made of the same example. */
const texts = new Map<string, string>();

/**
 * The one made-up login of the record specification, in each format: a session begun in Chrome on macOS, then a sign-in
 * from another network in Firefox on Windows.
 */
export function loadExample(name: 'raw' | 'ocsf-1.8.0' | 'ocsf-1.1.0' | 'ecs'): Json {
  const text =
    texts.get(name) ?? readFileSync(new URL(`fixtures/login.${name}.json`, import.meta.url), 'utf8');
  texts.set(name, text);
  return JSON.parse(text) as Json;
}

/** What the examples were made of: the event, its session and the signals, taken apart again from the raw record. */
export function loadExampleInput(): ModelInput {
  const { log_id, data } = loadExample('raw') as unknown as {
    log_id: string;
    data: Json & {
      type: string;
      date: string;
      details: Json & { session_id: string; session_enricher?: Json };
    };
  };
  const { session_enricher, ...details } = data.details;
  const { session, signals, status, source, fetched_at } = session_enricher as unknown as {
    session: NonNullable<ModelInput['outcome']['session']>;
    signals: ModelInput['signals'];
    status: 'enriched';
    source: 'api';
    fetched_at: string;
  };
  return {
    event: {
      logId: log_id,
      type: data.type,
      data: { ...data, details },
      sessionId: details.session_id,
      occurredAtMs: Date.parse(data.date),
    },
    outcome: { status, source, fetchedAtMs: Date.parse(fetched_at), session },
    signals,
  };
}
