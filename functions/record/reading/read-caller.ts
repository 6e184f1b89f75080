import { readObject } from '../../log-event/read-value.ts';
import { findText, isMachineId, type Named, type Person, toPerson } from './person.ts';
import type { RequestReading } from './read-request.ts';

const authPath = ['details', 'request', 'auth'];
const userPath = [...authPath, 'user'];

/**
 * Who called one of Auth0's APIs, from `details.request.auth`: a user by name, the subject of the token, or where there
 * is neither the client itself. Undefined where the event says nothing of it.
 */
export function readCaller(request: RequestReading | undefined, client: Named): Person | undefined {
  const auth = request?.auth;
  if (auth === undefined) return undefined;
  const user = readObject(auth['user']);
  const email = findText(user, 'email', userPath);
  const fullName = findText(user, 'name', userPath);
  const person = toPerson(
    findText(user, 'user_id', userPath) ?? findText(auth, 'subject', authPath),
    email ?? fullName,
    { fullName: email === undefined ? undefined : fullName, email },
  );
  if (person !== undefined) return person;
  // A token that names nobody is a machine's; without credentials nothing is known.
  if (readObject(auth['credentials']) === undefined) return undefined;
  return toPerson(client.id, client.name, { isService: true });
}

/** What two places say of one person: the call's own word first. Of two persons the caller alone. */
export function mergeCaller(caller: Person | undefined, user: Person | undefined): Person | undefined {
  if (caller === undefined || user === undefined) return caller ?? user;
  if (caller.id !== undefined && user.id !== undefined && caller.id.value !== user.id.value) return caller;
  const isNamed = !caller.isService || isMachineId(user.id?.value);
  return {
    id: user.id ?? caller.id,
    name: user.name ?? (isNamed ? caller.name : undefined),
    fullName: caller.fullName,
    email: caller.email,
    isService: isMachineId((user.id ?? caller.id)?.value) || (user.id === undefined && caller.isService),
  };
}
