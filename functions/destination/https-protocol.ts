import type { SecurityRecord } from '../record/record.ts';

export interface HttpsAnswer {
  readonly status: number;
  /** Empty unless `isBodyWanted`. */
  readonly text: string;
}

/** What an answer says about the records of its request. */
export type Verdict =
  | {
      readonly kind: 'taken';
      /** There when the records count only once the other side acknowledges this. */
      readonly acknowledgementId?: number | undefined;
    }
  | CollectorRefusal;

export interface CollectorRefusal {
  /**
   * `passing`: worth another try. `unauthorized`: the secret may be old. `record`: one of the records is not liked.
   * `too_large`: less at once may be. `final`: the same again is of no use.
   */
  readonly kind: 'passing' | 'unauthorized' | 'record' | 'too_large' | 'final';
  /** For logs. */
  readonly code: string;
  /**
   * Given when the answer says how far it came: so many of the first records were taken, and the next one is what
   * the refusal is about.
   */
  readonly takenCount?: number | undefined;
}

/** How records look on the wire, and what an answer says of them. */
export interface HttpsProtocol {
  readonly contentType: string;
  readonly isBodyWanted: boolean;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  toEntry(record: SecurityRecord): string;
  toAuthorization(secret: string): string;
  /** `count`: records in the request. */
  readAnswer(answer: HttpsAnswer, count: number): Verdict;
}

/** What a status alone says. */
export function readStatus(status: number, code = `http_${status}`): Verdict {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  if (status >= 300 && status < 400) return { kind: 'final', code: 'redirected' };
  if (status === 408 || status === 429 || status >= 500) return { kind: 'passing', code };
  if (status === 401 || status === 403) return { kind: 'unauthorized', code };
  if (status === 413) return { kind: 'too_large', code };
  if (status === 400 || status === 422) return { kind: 'record', code };
  return { kind: 'final', code };
}

/** One record a line. The status alone accepts. */
export const ndjson: HttpsProtocol = {
  contentType: 'application/x-ndjson',
  isBodyWanted: false,
  headers: {},
  toEntry: ({ line }) => `${line}\n`,
  toAuthorization: (secret) => `Bearer ${secret}`,
  readAnswer: ({ status }) => readStatus(status),
};
