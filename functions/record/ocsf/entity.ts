import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { type ScimTarget, readScimTarget } from '../reading/read-scim-target.ts';
import { readText } from '../reading/read-values.ts';
import { toNamed } from './people.ts';
import type { OcsfEntity } from './ocsf-record.ts';

/** What an Entity Management event is about. Unknown rather than absent: the class requires one. */
export function toEntity(model: EventModel, placed: PlacedLeaves): OcsfEntity {
  const entity = readEntity(model, placed);
  return entity.uid === undefined && entity.name === undefined ? { ...entity, name: 'unknown' } : entity;
}

function readEntity(model: EventModel, placed: PlacedLeaves): OcsfEntity {
  switch (model.type ?? '') {
    case 'custom_domain_verification_failed':
      return { ...fromDetails(model, placed, 'custom_domain_id', 'domain'), type_id: 99, type: 'Domain' };
    case 'kms_key_management_failure':
    case 'kms_key_management_success':
    case 'kms_key_state_changed':
      return { ...fromDetails(model, placed, 'id'), type_id: 99, type: 'Encryption Key' };
    case 'ss_sso_failure':
    case 'ss_sso_info':
    case 'ss_sso_success':
      return { ...fromDetails(model, placed, undefined, 'connection_name'), type_id: 99, type: 'Connection' };
    case 'fui':
    case 'sui':
      return { ...fromDetails(model, placed, undefined, 'connection'), type_id: 2, type: 'User' };
    case 'fscim':
    case 'sscim':
      return fromScim(readScimTarget(model.request));
    case 'gd_module_switch':
    case 'gd_tenant_update':
      return { name: 'Multi-factor authentication', type_id: 5, type: 'Policy' };
    default:
      return {
        ...toNamed(model.connection, placed),
        type_id: 99,
        type: 'Connection',
      };
  }
}

function fromDetails(
  { details }: EventModel,
  placed: PlacedLeaves,
  idKey: string | undefined,
  nameKey?: string,
): OcsfEntity {
  const read = (key: string | undefined): string | undefined => {
    const value = key === undefined ? undefined : readText(details?.[key]);
    if (key !== undefined && value !== undefined) addPlaced(placed, ['details', key]);
    return value;
  };
  return { uid: read(idKey), name: read(nameKey) };
}

function fromScim(target: ScimTarget | undefined): OcsfEntity {
  if (target === undefined) return { type_id: 0, type: 'Unknown' };
  const { kind, id, name } = target;
  return {
    uid: id,
    name: name ?? (id === undefined ? `${kind}s` : undefined),
    type_id: kind === 'User' ? 2 : 3,
    type: kind,
  };
}
