import fc from 'fast-check';
import { parseConfig as parseEnrich } from '../../../functions/enrich/config.ts';
import { parseConfig as parseReceive } from '../../../functions/receive/config.ts';
import { parseConfig as parseRotate } from '../../../functions/rotate-token/config.ts';
import { parseRotationEvent } from '../../../functions/rotate-token/rotation-event.ts';
import { isHttpEvent } from '../../../functions/receive/http-event.ts';
import { anyJson, anyText, defineTarget, hold } from '../target.ts';

const good = {
  TENANT: 'acme',
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  TOKEN_SECRET_ID: 'acme/token',
  CLIENT_SECRET_ID: 'acme/client',
  WEBHOOK_SECRET_ID: 'acme/webhook',
  QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/1/events',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/1/dead',
  BUDGET: '{"ratePerSecond":4,"burst":12,"reserve":25}',
  DESTINATIONS: '[{"type":"stdout"}]',
} as const;
const optional = [
  'AUTH0_BASE_URL',
  'LOOK_UPS',
  'SIGNALS',
  'PRIVACY',
  'CACHE_TTL_SECONDS',
  'MAX_DELAY_SECONDS',
  'FINDING_FROM',
  'OCSF_VERSION',
  'ALLOWED_SOURCE_CIDRS',
];
const canary = 'CANARY0value';

/** What a deployment may put into the environment, and what may be handed to the wrong function. */
export const environments = defineTarget({
  name: 'environments',
  share: 120,
  arbitrary: fc.tuple(
    fc.dictionary(
      fc.constantFrom(...Object.keys(good), ...optional),
      fc.oneof(
        anyText,
        anyJson.map((value) => JSON.stringify(value) ?? ''),
        anyText.map((text) => `${canary}${text}`),
      ),
      { maxKeys: 4 },
    ),
    anyJson,
  ),
  check([changes, event]) {
    for (const parse of [parseEnrich, parseReceive, parseRotate]) {
      try {
        parse({ ...good, ...changes });
      } catch (error) {
        const message = error instanceof Error ? error.message : '';
        hold(message.startsWith('wrong environment: '), 'a wrong environment is said to be one');
        hold(!message.includes(canary), 'an error quotes no value');
      }
    }
    isHttpEvent(event);
    try {
      parseRotationEvent(event);
    } catch (error) {
      hold(
        /^(unknown Step|SecretId|ClientRequestToken)/.test((error as Error).message),
        'a wrong event is said to be one',
      );
    }
  },
});
