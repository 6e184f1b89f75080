import type { Auth0Session } from '../../session/session-outcome.ts';
import { readText } from '../reading/read-values.ts';
import type { FactorWords } from './explanation.ts';

/** `AS64496` for an address that the session knows: Auth0 tells the number of no other. */
export function toNetwork(ip: string, session: Auth0Session | undefined): string {
  const device = session?.device;
  if (ip === '' || !device) return '';
  if (device.last_ip === ip) return toAsText(device.last_asn);
  return device.initial_ip === ip ? toAsText(device.initial_asn) : '';
}

export function toAsText(asn: unknown): string {
  const digits = typeof asn === 'number' ? String(asn) : readText(asn);
  return digits !== undefined && /^\d{1,10}$/.test(digits) ? `AS${digits}` : '';
}

const methodNames: ReadonlyMap<string, string> = new Map([
  ['pwd', 'Password'],
  ['passkey', 'Passkey'],
  ['federated', 'Another identity provider'],
  ['email', 'Code by email'],
  ['sms', 'Code by SMS'],
  ['phone_number', 'Code by phone'],
  ['mfa', 'Second factor'],
]);
const factorTypes: ReadonlyMap<string, string> = new Map([
  ['push-notification', 'Push'],
  ['otp', 'One-time code'],
  ['totp', 'One-time code'],
  ['sms', 'SMS code'],
  ['voice', 'Phone call'],
  ['email', 'Code by email'],
  ['recovery-code', 'Recovery code'],
  ['duo', 'Duo'],
]);

const mostFactors = 20;

/** How somebody logged in, oldest first as Auth0 lists it. */
export function toFactors(session: Auth0Session | undefined): readonly FactorWords[] {
  const methods = session?.authentication?.methods;
  if (!Array.isArray(methods)) return [];
  return (methods as readonly unknown[]).slice(0, mostFactors).flatMap((entry): FactorWords[] => {
    const { name, type, timestamp } = Object(entry) as Record<string, unknown>;
    const method = readText(name);
    if (method === undefined) return [];
    const isSecond = method === 'mfa';
    const kind = readText(type) ?? '';
    const words = isSecond ? (factorTypes.get(kind) ?? kind) : methodNames.get(method);
    const atMs = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
    return [
      {
        name: (words || methodNames.get(method) || method).slice(0, 80),
        isSecond,
        ...(!Number.isNaN(atMs) && { atMs }),
      },
    ];
  });
}
