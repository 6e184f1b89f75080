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
  const isFailure = logType?.statusId === 2;
  switch (logType?.classUid ?? 0) {
    case 3002:
      return { kind: 'event', ...toAuthentication(activity.id, isFailure) };
    case 3001:
      return { kind: 'event', category: iam, type: ['user', toAccountType(activity.id, isFailure)] };
    case 3004:
      return { kind: 'event', ...toManagement(model) };
    case 3006:
      return { kind: 'event', category: iam, type: ['group', 'change'] };
    case 6003:
      return { kind: 'event', category: ['api'], type: [apiTypes.get(activity.id) ?? 'info'] };
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

function toAuthentication(activityId: number, isFailure: boolean): Omit<EventKind, 'kind'> {
  if (isFailure) return { category: authentication, type: ['info'] };
  if (activityId === 1 || activityId === 7)
    return { category: authenticationAndSession, type: ['start', 'info'] };
  if (activityId === 2) return { category: authenticationAndSession, type: ['end', 'info'] };
  return { category: authentication, type: ['info'] };
}

function toAccountType(activityId: number, isFailure: boolean): string {
  if (isFailure) return 'info';
  return activityId === 1 ? 'creation' : activityId === 6 ? 'deletion' : 'change';
}

/** SCIM and bulk imports are about users or groups; domains, keys and connections are configuration. */
function toManagement({ type, details }: EventModel): Omit<EventKind, 'kind'> {
  switch (type ?? '') {
    case 'fui':
    case 'sui':
      return { category: iam, type: ['user', 'change'] };
    case 'fscim':
    case 'sscim': {
      const target = readScimTarget(details);
      if (target !== undefined)
        return { category: iam, type: [target.kind === 'User' ? 'user' : 'group', 'change'] };
      return { category: ['configuration'], type: ['change'] };
    }
    default:
      return { category: ['configuration'], type: ['change'] };
  }
}
