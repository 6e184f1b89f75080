/** What an attribute may hold: bytes are a packed answer, a set is one of texts. */
export type Attribute = string | number | Uint8Array | ReadonlySet<string>;

export type TableItem = { readonly [name: string]: Attribute | undefined };

/** One update of one item, in DynamoDB's own expressions: one step that nothing comes between. */
export interface TableUpdate {
  readonly key: string;
  readonly update: string;
  readonly condition?: string;
  /** By placeholder: `#name`. */
  readonly names?: { readonly [placeholder: string]: string };
  /** By placeholder: `:value`. */
  readonly values: { readonly [placeholder: string]: Attribute };
}

export type TableAnswer =
  | { readonly status: 'done'; readonly item: TableItem }
  /** The condition did not hold. The item is what it was judged by; undefined: there was none, or it was not told. */
  | { readonly status: 'refused'; readonly item: TableItem | undefined }
  /** Nothing is known of what the call did. The code is the error's name, or why there was no call. */
  | { readonly status: 'failed'; readonly code: string };

export type TableReading =
  | { readonly status: 'done'; readonly item: TableItem | undefined }
  | { readonly status: 'failed'; readonly code: string };

/** A table of small items under a text. Never rejects. */
export interface LedgerTable {
  /** Answers with the whole item as it is afterwards. */
  update(update: TableUpdate): Promise<TableAnswer>;
  read(key: string, options?: { readonly isConsistent?: boolean }): Promise<TableReading>;
  remove(
    key: string,
  ): Promise<{ readonly status: 'done' } | { readonly status: 'failed'; readonly code: string }>;
  /** The table's own time, which is the same for all who use it. */
  readonly time: TableTime;
}

/**
 * The table's time as far as it is known, in epoch milliseconds: it was not earlier than `leastMs`, nor later than
 * `mostMs`. Before the first answer, both are the local clock's, for want of better.
 */
export interface TableTime {
  read(): { readonly leastMs: number; readonly mostMs: number };
}
