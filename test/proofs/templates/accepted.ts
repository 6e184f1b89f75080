/** A finding of cfn-lint that is known, and why nothing is done about it. */
export interface AcceptedFinding {
  readonly rule: string;
  /** Of the resource, or what begins with it. */
  readonly type: string;
  /** What its message has in it. */
  readonly message: string;
  readonly why: string;
}

export const accepted: readonly AcceptedFinding[] = [];
