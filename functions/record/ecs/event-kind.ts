import type { EventModel } from '../event-model.ts';
import { isBlockedByAuth0 } from '../blocked-types.ts';
import { readScimTarget } from '../reading/read-scim-target.ts';

/** ECS's classification, from the OCSF class and activity. */
export interface EventKind {
  readonly kind: 'event' | 'alert';
  /** Absent where ECS has no word for it. */
  readonly category?: readonly string[];
  readonly type?: readonly string[];
}

const authentication = ['authentication'];
const authenticationAndSession = ['authentication', 'session'];
const iam = ['iam'];

const apiTypes: ReadonlyMap<number, string> = new Map([
  [1, 'creation'],
  [2, 'access'],
  [3, 'change'],
  [4, 'deletion'],
]);

export function toEventKind(model: EventModel): EventKind {
  const { logType, activity } = model;
  switch (logType?.classUid ?? 0) {
    case 3002:
      return { kind: 'event', ...toAuthentication(model) };
    case 3001:
      return { kind: 'event', category: iam, type: ['user', toAccountType(activity.id)] };
    case 3004:
      return { kind: 'event', ...toManagement(model) };
    case 3006:
      return { kind: 'event', category: iam, type: ['group', 'change'] };
    case 6003:
      return { kind: 'event', ...toCall(model) };
    case 2004:
      // Never `threat`: it floods the pages for indicators with events that are none.
      return {
        kind: 'alert',
        category: ['intrusion_detection'],
        type: [isBlockedByAuth0(model.type) ? 'denied' : 'info'],
      };
    default:
      return { kind: 'event' };
  }
}

/** A login is a `start`; of the session it is one only where the session begins. */
function toAuthentication({ activity, statusId, beginsSession }: EventModel): Omit<EventKind, 'kind'> {
  if (statusId === 2) return { category: authentication, type: ['info'] };
  if (activity.id === 1 || activity.id === 7)
    return { category: beginsSession ? authenticationAndSession : authentication, type: ['start', 'info'] };
  if (activity.id === 2) return { category: authenticationAndSession, type: ['end', 'info'] };
  return { category: authentication, type: ['info'] };
}

/** What was tried; whether it was done, `event.outcome` says. */
function toAccountType(activityId: number): string {
  return activityId === 1 ? 'creation' : activityId === 6 ? 'deletion' : 'change';
}

/** A call is about people and their rights, or about the tenant's configuration; rate limits are about neither. */
function toCall({ activity, targets }: EventModel): Omit<EventKind, 'kind'> {
  const type = apiTypes.get(activity.id) ?? 'info';
  if (targets.length === 0) return { category: ['api'], type: [type] };
  if (targets.some(({ kind }) => userKinds.has(kind)))
    return { category: ['iam', 'api'], type: ['user', type] };
  if (targets.some(({ kind }) => groupKinds.has(kind)))
    return { category: ['iam', 'api'], type: ['group', type] };
  return { category: ['configuration', 'api'], type: [type] };
}

const userKinds: ReadonlySet<string> = new Set([
  'User',
  'Session',
  'Refresh Token',
  'Grant',
  'Device',
  'Device Credential',
  'Enrollment',
  'Authenticator',
  'Authentication Method',
]);
const groupKinds: ReadonlySet<string> = new Set([
  'Group',
  'Role',
  'Organization',
  'Permission',
  'Invitation',
]);

/** SCIM and bulk imports are about users or groups; domains, keys and connections are configuration. */
function toManagement({ type, activity, request }: EventModel): Omit<EventKind, 'kind'> {
  switch (type ?? '') {
    case 'fui':
    case 'sui':
      return { category: iam, type: ['user', 'creation'] };
    case 'fscim':
    case 'sscim': {
      const target = readScimTarget(request);
      if (target === undefined) return { category: ['configuration'], type: ['change'] };
      const done = apiTypes.get(activity.id) ?? 'change';
      return {
        category: iam,
        type: [target.kind === 'User' ? 'user' : 'group', done === 'access' ? 'info' : done],
      };
    }
    case 'coff':
    case 'con':
      return { category: ['configuration'], type: ['info'] };
    default:
      return { category: ['configuration'], type: [apiTypes.get(activity.id) ?? 'change'] };
  }
}
