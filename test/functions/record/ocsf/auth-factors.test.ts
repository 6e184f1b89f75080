import { describe, expect, it } from '@jest/globals';
import { makeRecord } from '../make-records.ts';

// Numbers of https://schema.ocsf.io/1.8.0/objects/auth_factor: a wrong one is as valid as the right one.

interface Factor {
  readonly factor_type_id: number;
  readonly factor_type: string;
  readonly is_totp?: boolean;
  readonly provider?: string;
}

function toFactors(
  ...methods: readonly { readonly name: string; readonly type?: string }[]
): readonly Factor[] {
  const session = { id: 'S1', authentication: { methods } };
  const record = makeRecord({ data: { connection: 'Corporate' }, session });
  return record['auth_factors'] as readonly Factor[];
}

describe('auth_factors', () => {
  it.each([
    ['pwd', 11, 'Password'],
    ['passkey', 10, 'WebAuthn'],
    ['webauthn', 10, 'WebAuthn'],
    ['webauthn-platform', 10, 'WebAuthn'],
    ['sms', 1, 'SMS'],
    ['email', 8, 'Email'],
    ['phone_number', 99, 'Phone'],
    ['tel', 99, 'Phone'],
    ['https://acme.example/badge', 99, 'https://acme.example/badge'],
  ])('have the method %s as %i %s, asked by Auth0', (name, id, caption) => {
    expect(toFactors({ name })).toEqual([{ factor_type_id: id, factor_type: caption, provider: 'auth0' }]);
  });

  it('have a federated method as the connection’s', () => {
    expect(toFactors({ name: 'federated' })).toEqual([
      { factor_type_id: 99, factor_type: 'Federated', provider: 'Corporate' },
    ]);
  });

  it.each([
    ['push-notification', 5, 'Push Notification', undefined],
    ['otp', 7, 'OTP', true],
    ['totp', 7, 'OTP', true],
    ['sms', 1, 'SMS', undefined],
    ['voice', 3, 'Phone Call', undefined],
    ['email', 8, 'Email', undefined],
    ['phone', 99, 'Phone', undefined],
    ['webauthn-roaming', 10, 'WebAuthn', undefined],
    ['webauthn-platform', 10, 'WebAuthn', undefined],
    ['recovery-code', 99, 'Recovery Code', undefined],
    ['duo', 99, 'Duo', undefined],
    ['hologram', 99, 'hologram', undefined],
    [undefined, 0, 'Unknown', undefined],
  ])('have the second factor %s as %i %s, TOTP %p', (type, id, caption, isTotp) => {
    const [first, second] = toFactors({ name: 'pwd' }, { name: 'mfa', ...(type && { type }) });

    expect(first?.factor_type_id).toBe(11);
    expect(second).toEqual({
      factor_type_id: id,
      factor_type: caption,
      provider: type === 'duo' ? 'duo' : 'auth0',
      ...(isTotp && { is_totp: true }),
    });
  });
});
