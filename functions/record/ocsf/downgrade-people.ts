import { isBefore, type OcsfVersion } from './ocsf-version.ts';
import { moveToUnmapped } from './moved.ts';
import type { OcsfActor, OcsfUser } from './ocsf-record.ts';

type Unmapped = Record<string, string>;

/** 1.1.0 knows fewer characters in an e-mail address than its successors. */
const email110 = /^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/;

export function downgradeUser(
  user: OcsfUser | undefined,
  path: string,
  version: OcsfVersion,
  unmapped: Unmapped,
): void {
  if (user === undefined) return;
  moveToUnmapped(unmapped, user, 'has_mfa', `${path}.has_mfa`);
  // Service came with 1.6.0; the caption keeps the word.
  if (user.type_id === 4) user.type_id = 99;
  if (isBefore(version, '1.3.0') && user.email_addr !== undefined && !email110.test(user.email_addr)) {
    moveToUnmapped(unmapped, user, 'email_addr', `${path}.email_addr`);
  }
}

/**
 * Gives what is left of the actor. An identity provider alone is none, and is moved as well; that can happen where
 * 1.1.0 loses the application's ID and there was no name.
 */
export function downgradeActor(
  actor: OcsfActor | undefined,
  path: string,
  version: OcsfVersion,
  unmapped: Unmapped,
): OcsfActor | undefined {
  if (actor === undefined) return undefined;
  downgradeUser(actor.user, `${path}.user`, version, unmapped);
  if (!isBefore(version, '1.3.0')) return actor;
  moveToUnmapped(unmapped, actor, 'app_uid', `${path}.app_uid`);
  if (actor.app_name !== undefined) {
    actor.invoked_by = actor.app_name;
    delete actor.app_name;
  }
  if (actor.user !== undefined || actor.session !== undefined || actor.invoked_by !== undefined) return actor;
  moveToUnmapped(unmapped, actor, 'idp', `${path}.idp`);
  return undefined;
}
