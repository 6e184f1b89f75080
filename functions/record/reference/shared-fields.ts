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
    'incidents[].signal',
    'string',
    'what a later event of the session raises only now; beside it what evidence has',
  ],
  ['incidents[].time', 'string', 'when that event happened, ISO 8601'],
  ['incidents[].session_id', 'string', 'its session'],
];
