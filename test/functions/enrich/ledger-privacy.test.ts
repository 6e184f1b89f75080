import { describe, expect, it } from '@jest/globals';
import { createFactDisguise, createHide } from '../../../functions/enrich/ledger-privacy.ts';

const places = {
  ip: ['ip', 'details.request.ip', 'session.device.initial_ip', 'session.device.last_ip'],
  user_agent: [
    'user_agent',
    'details.request.userAgent',
    'session.device.initial_user_agent',
    'session.device.last_user_agent',
  ],
  client_id: ['client_id', 'session.clients.client_id'],
  location_info: ['location_info', 'location_info.latitude', 'location_info.longitude'],
};
const all = Object.entries(places).flatMap(([field, paths]) => paths.map((path) => [path, field] as const));

describe('createFactDisguise', () => {
  it.each(all)('keeps a rule for %s wherever the table has a value of %s, and there alone', (path, field) => {
    const disguise = createFactDisguise({ fields: { [path]: 'drop' } });
    const stored = Object.keys(places).filter((one) => disguise(one, 'a value') !== undefined);

    expect(stored).toEqual(Object.keys(places).filter((one) => one !== field));
  });

  it('keeps a rule for what stands above, the stricter of two, and nothing of what is masked', () => {
    expect(
      createFactDisguise({ fields: { 'session.device': 'drop' } })('ip', '198.51.100.7'),
    ).toBeUndefined();
    expect(
      createFactDisguise({ fields: { ip: 'truncate_ip', 'details.request.ip': 'drop' } })(
        'ip',
        '198.51.100.7',
      ),
    ).toBeUndefined();
    expect(createFactDisguise({ fields: { ip: 'truncate_ip' } })('ip', '198.51.100.7')).toBe('198.51.100.0');
    expect(createFactDisguise({ fields: { client_id: 'mask' } })('client_id', 'a client')).toBeUndefined();
    expect(createFactDisguise({ fields: { ip_address: 'drop' } } as never)('ip', '198.51.100.7')).toBe(
      '198.51.100.7',
    );
  });
});

describe('createHide', () => {
  it('leaves of a session what rules let a record show, and needs no rule for metadata', () => {
    const session = { id: 'S1', device: { last_ip: '198.51.100.7' }, session_metadata: { team: 'red' } };
    const hide = createHide({ fields: { 'session.device.last_ip': 'truncate_ip' } });

    expect(createHide({})).toBeUndefined();
    expect(hide?.(session)).toMatchObject({ id: 'S1', device: { last_ip: '198.51.100.0' } });
  });
});
