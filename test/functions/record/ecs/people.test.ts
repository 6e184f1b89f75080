import { describe, expect, it } from '@jest/globals';
import { makeRecord } from '../make-records.ts';

describe('related', () => {
  const session = { id: 'S1', user_id: 'auth0|s', device: { initial_ip: '192.0.2.1', last_ip: '192.0.2.2' } };

  it('holds every address and every user of event and session, to pivot on', () => {
    const data = { ip: '192.0.2.3', user_id: 'auth0|a', user_name: 'ada', hostname: 'login.acme.example' };

    expect(makeRecord({ format: 'ecs', data, session })['related']).toEqual({
      ip: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
      user: ['ada', 'auth0|a', 'auth0|s'],
      hosts: ['login.acme.example'],
    });
  });

  it('holds each once', () => {
    const data = { ip: '192.0.2.2', user_id: 'auth0|s', user_name: 'auth0|s' };

    expect(makeRecord({ format: 'ecs', data, session })['related']).toEqual({
      ip: ['192.0.2.1', '192.0.2.2'],
      user: ['auth0|s'],
    });
  });
});
