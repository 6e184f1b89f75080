/** A refusal in AWS's own words; the stand-in writes it onto the wire, where the SDK makes its error of it again. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;
  /** The name the error had in the old query protocol, where it differs: SQS still answers it beside the new one. */
  readonly queryCode: string | undefined;
  /** What the error carries beside its message, for example the item that stood in the way. */
  readonly fields: object;

  constructor(
    code: string,
    message: string,
    options: { status?: number; queryCode?: string; fields?: object } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
    this.fields = options.fields ?? {};
  }
}
