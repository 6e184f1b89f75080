import { isTold, type MethodReading, type SessionReading } from '../reading/read-session.ts';
import type { OcsfAuthFactor } from './ocsf-record.ts';

type FactorType = readonly [id: number, caption: string];

const webauthn: FactorType = [10, 'WebAuthn'];
const sms: FactorType = [1, 'SMS'];
const email: FactorType = [8, 'Email'];
/** Auth0 does not tell whether the phone got a message or a call. */
const phone: FactorType = [99, 'Phone'];

const firstFactors: ReadonlyMap<string, FactorType> = new Map([
  ['pwd', [11, 'Password']],
  ['passkey', webauthn],
  ['webauthn', webauthn],
  ['webauthn-platform', webauthn],
  ['sms', sms],
  ['email', email],
  ['phone_number', phone],
  ['tel', phone],
  ['federated', [99, 'Federated']],
]);

const secondFactors: ReadonlyMap<string, FactorType> = new Map([
  ['push-notification', [5, 'Push Notification']],
  ['otp', [7, 'OTP']],
  ['totp', [7, 'OTP']],
  ['sms', sms],
  ['voice', [3, 'Phone Call']],
  ['email', email],
  ['phone', phone],
  ['webauthn-roaming', webauthn],
  ['webauthn-platform', webauthn],
  ['recovery-code', [99, 'Recovery Code']],
  ['duo', [99, 'Duo']],
]);

/** One factor per completed step of the session, in the order of completion. `connection` provided a federated step. */
export function toAuthFactors(session: SessionReading, connection: string | undefined): OcsfAuthFactor[] {
  return session.methods.filter(isTold).map((method) => toAuthFactor(method, connection));
}

function toAuthFactor({ name, type }: MethodReading, connection: string | undefined): OcsfAuthFactor {
  const [factor_type_id, factor_type] = toFactorType(name, type);
  return {
    factor_type_id,
    factor_type,
    is_totp: factor_type_id === 7 ? true : undefined,
    provider: name === 'federated' ? connection : 'auth0',
  };
}

/** What Auth0 adds tomorrow, and a custom method's URL, keep their own name. */
function toFactorType(name: string, type: string | undefined): FactorType {
  if (name === 'mfa') return type === undefined ? [0, 'Unknown'] : (secondFactors.get(type) ?? [99, type]);
  return name === '' ? [0, 'Unknown'] : (firstFactors.get(name) ?? [99, name]);
}
