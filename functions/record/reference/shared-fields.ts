import { sessionStatuses } from '../../session/session-status.ts';
import { riskLevels } from '../../signals/risk-level.ts';
import type { FieldRow } from './field.ts';

/** How the look-up went: the same four or five in every format. */
export const enrichmentRows: readonly FieldRow[] = [
  ['status', 'string', 'how the look-up ended', { required: true, values: sessionStatuses }],
  [
    'source',
    'string',
    'whether Auth0 was asked for this event, or an answer was at hand',
    { values: ['api', 'cache'] },
  ],
  ['fetched_at', 'string', 'when Auth0 answered, ISO 8601 in UTC'],
  [
    'lag_ms',
    'integer',
    'milliseconds from the event to the answer; negative: the session was read before the event',
  ],
  ['reason', 'string', 'a short code, where the status alone does not say why'],
];

/** What the tenant's own database says of an address: the same in every format. */
export const networkRows: readonly FieldRow[] = [
  ['networks[].ip', 'string', 'an address of the event or the session', { required: true }],
  ['networks[].asn', 'integer', "number of its autonomous system, by the tenant's database"],
  ['networks[].organization', 'string', 'who runs that system, by the same'],
  ['networks[].country', 'string', 'two letters, by the same'],
];

const bases = ['login', 'first_seen', 'approximate', 'bracket', 'lower_bound', 'presence', 'exact'];

function toObservedRows(name: string, type: FieldRow[1], source: string): FieldRow[] {
  return [
    [`${name}.value`, type, source, { required: true }],
    [`${name}.basis`, 'string', 'how sure it is', { required: true, values: bases }],
  ];
}

/** What log events tell of a session that Auth0 did not describe: the same block in every format. */
export const observedRows: readonly FieldRow[] = [
  ...toObservedRows(
    'initial_ip',
    'string',
    'the login with which the session began, else the first event seen',
  ),
  ...toObservedRows('initial_user_agent', 'string', 'the same'),
  ...toObservedRows('last_ip', 'string', 'the newest use seen by then'),
  ...toObservedRows('last_user_agent', 'string', 'the same'),
  ...toObservedRows('last_interacted_at', 'string', 'when that was, ISO 8601'),
  ...toObservedRows('authenticated_at', 'string', 'the newest login or mfa step completed by then'),
  ...toObservedRows('created_at', 'string', 'the session is not younger'),
  ['created_at.from', 'string', 'nor older', { required: true }],
  ...toObservedRows('clients', 'texts', 'applications that used the session by then'),
  ['methods.value[].name', 'string', 'as authentication.methods[].name', { required: true }],
  ['methods.value[].type', 'string', 'which second factor, where an event named it'],
  ['methods.value[].timestamp', 'string', 'when the step was completed', { required: true }],
  [
    'methods.basis',
    'string',
    'how sure it is: others may have been completed',
    { required: true, values: bases },
  ],
  ...toObservedRows('cookie_mode', 'string', 'details.session.cookie.mode'),
  ...toObservedRows('delegated', 'boolean', 'somebody acts as the user'),
  ...toObservedRows('actor', 'string', "the event's details.actor.sub"),
  ...toObservedRows('ended_at', 'string', 'logout, revocation or deletion'),
  ['ended_at.by', 'string', 'what ended it', { required: true, values: ['logout', 'revoked', 'api'] }],
];

/** What follows from event and session: the same block in every format. */
export const signalRows: readonly FieldRow[] = [
  [
    'risk_level',
    'string',
    'the highest severity among the raised signals',
    { required: true, values: riskLevels },
  ],
  ['raised', 'texts', 'names of the raised signals, highest severity first', { required: true }],
  [
    'values',
    'object',
    'every signal that could be answered, true or false; unknown is absent',
    { required: true },
  ],
  [
    'facts',
    'object',
    'auth_strength, auth_age_s, mfa_age_s, session_age_s, idle_s, client_count, auth0_risk, event_side, moved_later',
    { required: true },
  ],
  ['evidence[].signal', 'string', 'name of the raised signal', { required: true }],
  [
    'evidence[].severity_id',
    'integer',
    '1 Informational to 4 High',
    { required: true, values: [1, 2, 3, 4] },
  ],
  ['evidence[].attack', 'texts', 'MITRE ATT&CK techniques that the fact would fit', { required: true }],
  ['evidence[].fields', 'texts', "Auth0's fields that it rests on"],
  ['evidence[].before', 'string', 'what it was, always text'],
  ['evidence[].after', 'string', 'what it is now, always text'],
  [
    'history_full',
    'boolean',
    'true where the session, or its user, has shown more than the ledger keeps: what needs history is absent',
  ],
  [
    'incidents[].signal',
    'string',
    'what a later event of the session raises only now; beside it what evidence has',
  ],
  ['incidents[].time', 'string', 'when that event happened, ISO 8601'],
  ['incidents[].session_id', 'string', 'its session'],
];
