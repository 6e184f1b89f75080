/** One entry of the environment variable DESTINATIONS: what a construct says and the enrich function reads. */
export type DestinationConfig = DestinationTarget & {
  /**
   * The queue in which finished records wait that the destination did not take: its URL, or its name alone where it stands
   * beside the queue of log events. @default their events come back
   */
  readonly retryQueueUrl?: string | undefined;
};

export type DestinationTarget =
  | { readonly type: 'stdout' }
  | { readonly type: 'firehose'; readonly streamName: string; readonly joinLines: boolean }
  | {
      readonly type: 'securityLake';
      /** Delivery streams by `class_uid`; null leaves a class out. */
      readonly streams: Readonly<Record<string, string | null>>;
    }
  | { readonly type: 'eventbridge'; readonly busName: string }
  | {
      readonly type: 'https';
      readonly url: string;
      readonly kind: HttpsKind;
      readonly secretId: string;
      /** Carries the secret. @default Authorization */
      readonly header?: string | undefined;
      /** How long one request may take. @default 15 */
      readonly timeoutSeconds?: number | undefined;
      /** How long records wait for the indexer's acknowledgement, of kind `hec`. @default 25 */
      readonly acknowledgementSeconds?: number | undefined;
    };

/** `hec` is Splunk's HTTP Event Collector; `ndjson` posts one record a line. */
export const httpsKinds = ['hec', 'ndjson'] as const;
export type HttpsKind = (typeof httpsKinds)[number];
