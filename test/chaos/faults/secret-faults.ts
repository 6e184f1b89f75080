import type { Fault } from '../../support/aws/faults.ts';
import type { ChaosFault } from './chaos-fault.ts';

const on = 'secretsmanager.GetSecretValue';
const secretsAnswer = (name: string, fault: Fault, atStart = true): ChaosFault => ({
  name: `secrets: ${name}`,
  atStart,
  begin: ({ system }) => system.aws.inject({ on, fault }),
});

/** The token's value is of no use until somebody stores another one. */
const tokenIs = (name: string, value: string): ChaosFault => ({
  name: `secrets: ${name}`,
  atStart: true,
  begin({ system: { aws, auth0 } }) {
    aws.secrets.put('token', value);
    return () => aws.secrets.put('token', auth0.issueToken());
  },
});

export const secretFaults: readonly ChaosFault[] = [
  secretsAnswer('throttled', { kind: 'throttled' }),
  secretsAnswer('denied', { kind: 'denied' }),
  secretsAnswer('down', { kind: 'unavailable' }),
  secretsAnswer('never an answer', { kind: 'hang' }),
  secretsAnswer('broken connections', { kind: 'reset' }),
  secretsAnswer('half an answer', { kind: 'truncated' }),
  secretsAnswer('missing', { kind: 'error', code: 'ResourceNotFoundException' }),
  secretsAnswer('no key to decrypt with', { kind: 'error', code: 'DecryptionFailure' }, false),
  tokenIs('empty', ' '),
  tokenIs('still the placeholder', 'REPLACE_ME'),
  tokenIs('malformed', '{"access_token":"two words"'),
  tokenIs('a token of somebody else', 'bm90LW91ci10b2tlbg'),
  {
    name: 'secrets: down for an hour',
    lasts: 'until-drained',
    begin({ system }) {
      const end = system.aws.inject({ on: 'secretsmanager', fault: { kind: 'unavailable' } });
      system.setClockLead(3_600_000);
      return () => {
        end();
        system.setClockLead(0);
      };
    },
  },
  {
    name: 'secrets: token rotated in the middle of a batch',
    begin({ system: { aws, auth0 } }) {
      const rotate = () => {
        aws.secrets.put('token', auth0.issueToken());
      };
      const timer = setInterval(rotate, 40);
      return () => clearInterval(timer);
    },
  },
  {
    name: 'secrets: token revoked and replaced in the middle of a batch',
    begin({ system: { aws, auth0 } }) {
      const timer = setInterval(() => {
        auth0.forgetTokens();
        aws.secrets.put('token', auth0.issueToken());
      }, 200);
      return () => clearInterval(timer);
    },
  },
  {
    name: 'secrets: webhook secret rotated, the sender follows later',
    begin({ system }) {
      system.aws.secrets.put('webhook', 'webhook-secret-2');
      return () => system.setAuthorization('webhook-secret-2');
    },
  },
  {
    name: 'secrets: the sender follows before the webhook secret',
    begin({ system }) {
      system.setAuthorization('webhook-secret-3');
      return () => system.aws.secrets.put('webhook', 'webhook-secret-3');
    },
  },
  {
    name: 'secrets: collector token changed',
    begin({ system }) {
      system.sink.setToken('hec-token-2');
      return () => system.aws.secrets.put('hec', 'hec-token-2');
    },
  },
];
