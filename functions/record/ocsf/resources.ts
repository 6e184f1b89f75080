import type { EventModel } from '../event-model.ts';
import type { OcsfResource } from './ocsf-record.ts';

/** What a call was about: users, roles, clients, sessions … Undefined where the event names no call. */
export function toResources({ targets }: EventModel): OcsfResource[] | undefined {
  if (targets.length === 0) return undefined;
  return targets.map(({ kind, id, name }) => ({ uid: id, name, type: kind }));
}
