import type { Fault } from '../../../functions/local/auth0/fault.ts';
import type { ChaosFault } from './chaos-fault.ts';

const answers = (name: string, fault: Fault, lasts?: ChaosFault['lasts']): ChaosFault => ({
  name: `auth0: ${name}`,
  ...(lasts !== undefined && { lasts }),
  begin: ({ system }) => system.auth0.inject(fault),
});

const leads = (name: string, toUrl: (strangers: { readonly tlsUrl: string }) => string): ChaosFault => ({
  name: `auth0: ${name}`,
  begin({ system }) {
    system.setAuth0Target(toUrl(system.strangers));
    return () => system.setAuth0Target(system.auth0Url);
  },
});

const skew = (name: string, ms: number): ChaosFault => ({
  name: `auth0: ${name}`,
  begin({ system }) {
    system.auth0.setClockSkew(ms);
    return () => system.auth0.setClockSkew(0);
  },
});

export const auth0Faults: readonly ChaosFault[] = [
  {
    name: 'auth0: 401, the token has expired and is replaced',
    begin({ system }) {
      system.auth0.expireTokens();
      return () => system.aws.secrets.put('token', system.auth0.issueToken());
    },
  },
  answers('401 for ever', { kind: 'status', status: 401 }, 'until-drained'),
  answers('403, the scope is missing', { kind: 'status', status: 403 }),
  answers('403, the plan lacks sessions', { kind: 'plan' }, 'until-drained'),
  answers('404 for every session', { kind: 'status', status: 404 }),
  answers('408', { kind: 'status', status: 408 }),
  answers('429 with rate limit headers', { kind: 'status', status: 429 }),
  answers('429 without headers', { kind: 'status', status: 429, headers: 'none' }),
  answers('429 that says to wait for an hour', {
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '3600' },
  }),
  {
    name: 'auth0: a neighbour spends the budget',
    begin({ system }) {
      const timer = setInterval(() => system.auth0.drain(400), 50);
      return () => clearInterval(timer);
    },
  },
  answers('500', { kind: 'status', status: 500 }),
  answers('502 with HTML', { kind: 'html' }),
  answers('503', { kind: 'status', status: 503 }),
  answers('503 until the end', { kind: 'status', status: 503 }, 'until-drained'),
  answers('200 with HTML', { kind: 'html', status: 200 }),
  answers('200 with nothing', { kind: 'empty' }),
  answers('slow headers', { kind: 'slow_headers', ms: 1_300 }),
  answers('slow body', { kind: 'slow_body', ms: 1_300 }),
  answers('reset before the headers', { kind: 'reset' }),
  answers('reset in the body', { kind: 'reset_body' }),
  answers('truncated JSON', { kind: 'truncated_json' }),
  answers('JSON of another type', { kind: 'wrong_type' }),
  answers('another session', { kind: 'wrong_session' }),
  answers('a body of 50 MB', { kind: 'huge_body', bytes: 50_000_000 }),
  {
    name: 'auth0: redirect to another host',
    begin({ system }) {
      const location = `${system.strangers.redirectUrl}/api/v2/sessions/x`;
      return system.auth0.inject({ kind: 'redirect', location });
    },
  },
  leads('the name does not resolve', () => 'https://auth0.invalid'),
  leads('the certificate is not valid', ({ tlsUrl }) => tlsUrl),
  leads('the connection is refused', () => 'http://127.0.0.1:9'),
  skew('its clock is an hour ahead', 3_600_000),
  skew('its clock is an hour behind', -3_600_000),
];
