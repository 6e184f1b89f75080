import type { ObservedReading } from '../../../functions/record/reading/read-observed.ts';

const at = '2026-03-02T11:15:04.673Z';
const agent =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36';

/** All that log events can tell of a session. */
export const observedExample: ObservedReading = {
  initial_ip: { value: '198.51.100.23', basis: 'login' },
  initial_user_agent: { value: agent, basis: 'login' },
  last_ip: { value: '203.0.113.7', basis: 'lower_bound' },
  last_user_agent: { value: agent, basis: 'lower_bound' },
  last_interacted_at: { value: at, basis: 'lower_bound' },
  authenticated_at: { value: at, basis: 'approximate' },
  created_at: { value: at, from: '2026-03-02T11:14:44.673Z', basis: 'bracket' },
  clients: { value: ['ClientA', 'ClientB'], basis: 'lower_bound' },
  methods: {
    value: [
      { name: 'pwd', timestamp: at },
      { name: 'mfa', type: 'otp', timestamp: at },
    ],
    basis: 'presence',
  },
  cookie_mode: { value: 'persistent', basis: 'exact' },
  delegated: { value: true, basis: 'exact' },
  actor: { value: 'a hash', basis: 'exact' },
  ended_at: { value: at, basis: 'exact', by: 'logout' },
};
