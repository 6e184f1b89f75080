export type PrivacyAction = 'hash' | 'mask' | 'drop' | 'truncate_ip';

/** What of an event and its session may reach a record, and in which form. */
export interface PrivacyRules {
  /** Keys of `session_metadata` that records may carry. @default none */
  readonly sessionMetadata?: readonly string[];
  /** By Auth0's field path: `user_name`, `details.request.ip`; of the session `session.user_id`. */
  readonly fields?: { readonly [path: string]: PrivacyAction };
  /** Key of the keyed hash (HMAC-SHA256). Required by `hash`. */
  readonly hashKey?: string;
}
