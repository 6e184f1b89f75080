import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unpackSession } from '../../functions/session/packed-session.ts';
import { markerPattern, sessionIdPattern, userNameCanary } from './traffic.ts';

type Item = { readonly [name: string]: AttributeValue };

/** Of addresses there is a privacy rule: their networks may stand in the table, none of them may. */
export const addressRules = {
  fields: {
    ip: 'truncate_ip',
    'session.device.initial_ip': 'truncate_ip',
    'session.device.last_ip': 'truncate_ip',
  },
} as const;

const canaries: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a session ID', sessionIdPattern],
  ['a user ID', markerPattern],
  ["a user ID of Auth0's answer", /auth0\|/],
  ['a user name', new RegExp(userNameCanary)],
  ['an address', /198\.51\.100\.[1-9]|192\.0\.2\.[1-9]|203\.0\.113\.[1-9]/],
];

/** What nobody is to find in the ledger's table, found there all the same: in keys, in texts and in what was packed. */
export function findCanaries(items: readonly Item[]): string[] {
  const found = new Set<string>();
  for (const text of items.flatMap((item) => Object.entries(item).flatMap(toTexts))) {
    for (const [what, pattern] of canaries) if (pattern.test(text)) found.add(what);
  }
  return [...found];
}

/** `B` is base64 as it stands on the wire: a byte of version, and a packed session. */
function toTexts([name, { S, N, B, SS }]: [string, AttributeValue]): string[] {
  const packed = B === undefined ? [] : [unpackSession(Buffer.from(String(B), 'base64').subarray(1))];
  return [name, S, N, ...(SS ?? []), ...packed].filter((text) => text !== undefined);
}
