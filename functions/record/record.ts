/** A finished record, serialised once: destinations send `line` as it stands. */
export interface SecurityRecord {
  /** `log_id` of the event; a Detection Finding's is `<log_id>:finding:<signal>`. Readers deduplicate on it. */
  readonly uid: string;
  /** One JSON object on one line, without the newline. */
  readonly line: string;
  /** Epoch milliseconds of the event. */
  readonly timeMs: number;
  /** OCSF class of the record as it stands in `line`; none in other formats. A destination may choose by it. */
  readonly classUid?: number | undefined;
}
