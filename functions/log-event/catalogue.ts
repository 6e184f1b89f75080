import type { JsonObject } from './log-event.ts';
import { type LogTypeRow, logTypeTable } from './log-type-table.ts';
import { isJsonObject } from './parse-json.ts';

/** What OCSF says was done. With the ID 99 the name is ours. */
export interface Activity {
  readonly id: number;
  readonly name: string;
}

/** The activity of a log type: always the same, or told by one field of the event. */
export type ActivityRule =
  | { readonly by: 'type'; readonly activity: Activity }
  | {
      readonly by: 'details.request.method' | 'details.flow_type';
      /** Field's value → activity; HTTP methods in capitals. */
      readonly activities: ReadonlyMap<string, Activity>;
      readonly otherwise: Activity;
    };

/** One kind of event, as OCSF 1.8.0 classifies it. Older versions follow from the record's version rules. */
export interface LogType {
  /** Auth0's log type code; `session` for the bare session event, which is not Auth0's. */
  readonly code: string;
  /** What it means, for events that come without a description. No full stop. */
  readonly description: string;
  /** 3002 Authentication, 3001 Account Change, 6003 API Activity and so on; 0 is the Base Event. */
  readonly classUid: number;
  readonly activity: ActivityRule;
  /** 0 Unknown, 1 Success (in 2004: New), 2 Failure, 99 other. */
  readonly statusId: 0 | 1 | 2 | 99;
  readonly status: string;
  /** 1 Informational, 2 Low, 3 Medium, 4 High. Signals may raise it. */
  readonly severityId: 1 | 2 | 3 | 4;
  /** A standing code that says more than the event's own description. */
  readonly statusDetail?: string;
  /** Whether Auth0's schema lists a session ID. Events of other types may carry one all the same. */
  readonly sessionIdExpected: boolean;
}

const other: Activity = { id: 99, name: 'Other' };
const create: Activity = { id: 1, name: 'Create' };
const update: Activity = { id: 3, name: 'Update' };

const activityRules = {
  crud: {
    by: 'details.request.method',
    activities: new Map([
      ['POST', create],
      ['GET', { id: 2, name: 'Read' }],
      ['PUT', update],
      ['PATCH', update],
      ['DELETE', { id: 4, name: 'Delete' }],
    ]),
    otherwise: other,
  },
  factor: {
    by: 'details.request.method',
    activities: new Map([
      ['POST', { id: 10, name: 'MFA Factor Enable' }],
      ['DELETE', { id: 11, name: 'MFA Factor Disable' }],
    ]),
    otherwise: { id: 99, name: 'MFA Factor Update' },
  },
  flow: { by: 'details.flow_type', activities: new Map([['create', create]]), otherwise: update },
} satisfies Record<string, ActivityRule>;

const statusIds = { Success: 1, New: 1, Failure: 2, Summary: 99, Notice: 99, Warning: 99 } as const;

/** Auth0's log types by code. A code that is not in it is a normal event of a later day. */
export const catalogue: ReadonlyMap<string, LogType> = new Map(
  logTypeTable.map((row) => [row[0], toLogType(row)]),
);

/** A customer's own event about a session: a record made of the session alone. */
export const sessionEventType: LogType = {
  code: 'session',
  description: 'Session Observed',
  classUid: 3002,
  activity: { by: 'type', activity: { id: 99, name: 'Session Observed' } },
  statusId: 0,
  status: 'Unknown',
  severityId: 1,
  sessionIdExpected: true,
};

export function lookUpLogType(code: string): LogType | undefined {
  return catalogue.get(code);
}

/** What the event did, read from the field that its type names; a missing or unlisted value gives the type's default. */
export function resolveActivity(logType: LogType, data: JsonObject): Activity {
  const rule = logType.activity;
  if (rule.by === 'type') return rule.activity;
  const details = isJsonObject(data['details']) ? data['details'] : {};
  const value = rule.by === 'details.flow_type' ? details['flow_type'] : readMethod(details['request']);
  return (typeof value === 'string' ? rule.activities.get(value) : undefined) ?? rule.otherwise;
}

function readMethod(request: unknown): unknown {
  const method = isJsonObject(request) ? request['method'] : undefined;
  return typeof method === 'string' ? method.toUpperCase() : undefined;
}

function toLogType(row: LogTypeRow): LogType {
  const [code, description, classUid, cell, status, severityId, sessionIdExpected = false, statusDetail] =
    row;
  const activity: ActivityRule =
    typeof cell === 'string' ? activityRules[cell] : { by: 'type', activity: { id: cell[0], name: cell[1] } };
  return {
    code,
    description,
    classUid,
    activity,
    statusId: statusIds[status],
    status,
    severityId,
    sessionIdExpected,
    ...(statusDetail !== undefined && { statusDetail }),
  };
}
