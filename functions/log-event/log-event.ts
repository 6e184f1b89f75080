/** A JSON object as it came in: keys this project does not know are kept. */
export type JsonObject = { readonly [key: string]: unknown };

/**
 * One Auth0 log event, whatever it came wrapped in (webhook element, EventBridge envelope, pull API, bare).
 *
 * Only what later rooms need is lifted out; everything else stays in `data` under Auth0's own names.
 */
export interface LogEvent {
  /**
   * Identity: the same event has the same ID on every delivery, so a consumer can drop repeats. Auth0's `log_id`
   * (`_id` in the pull API); where an event has none, `sha256:` and the hash of its content.
   */
  readonly logId: string;
  /** Auth0's log type code, for example `s`; undefined for a bare session event, which has none. */
  readonly type: string | undefined;
  /** Auth0's event object. Integers beyond 2^53 are kept as text, so that no digit is lost. */
  readonly data: JsonObject;
  /** From the first of the three places where Auth0 names a session; not validated. */
  readonly sessionId: string | undefined;
  /** Epoch milliseconds: `date`, else the time inside `log_id`, else the envelope's, else when it was received. */
  readonly occurredAtMs: number;
}
