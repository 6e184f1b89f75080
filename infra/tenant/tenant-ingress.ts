import { source } from './tenant-addresses.ts';
import { arn } from './tenant-arns.ts';
import { choice, flag, list, object, text, whole } from './tenant-fields.ts';

export const ingressSchema = object({
  webhook: object({
    allowedSourceCidrs: list(source, 100)
      .min(1, 'at least one CIDR block; leave the key out to allow all')
      .optional()
      .describe(
        'Addresses that may send: CIDR blocks, or auth0:<region> for what Auth0 publishes of the region of the tenant.',
      ),
    refuseAtGateway: flag()
      .optional()
      .describe(
        'Whether API Gateway itself refuses other addresses, before a function is asked: a REST API with a resource policy in place of the HTTP API. Needs allowedSourceCidrs. Another URL, unless there is a customDomain. Default false.',
      ),
    throttle: object({
      requestsPerSecond: whole(1, 10_000).describe('Sustained.'),
      burst: whole(1, 5_000).describe('At once.'),
    })
      .optional()
      .describe('Requests that the webhook takes. Default 200 a second, 400 at once.'),
    customDomain: object({
      name: text(
        /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/,
        'a host in lower case such as auth0-events.acme.example',
      ),
      certificateArn: arn(
        'acm',
        'certificate/[0-9a-f-]{36}',
        'arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
      ),
    })
      .optional()
      .describe('A name of your own for the webhook, which stays when its API is made anew. Default none.'),
  })
    .optional()
    .describe('A custom webhook, the log stream that every plan has. {} for the defaults.'),
  eventBridge: object({
    partnerEventSourceName: text(
      /^aws\.partner\/auth0\.com\/[A-Za-z0-9._-]{1,128}\/auth0\.logs$/,
      'the name of a partner event source such as aws.partner/auth0.com/acme-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/auth0.logs',
    ).describe('As the Auth0 dashboard shows it once the stream is there.'),
    bus: choice(['create', 'existing'])
      .default('create')
      .describe(
        'Whether the stack creates the bus, which associates it with the source, or finds it associated.',
      ),
    busName: text(/^[A-Za-z0-9._/-]{1,256}$/, 'the name of a bus in the account and Region of the stack')
      .optional()
      .describe(
        'With bus "existing": the bus that a rule of yours forwards the events of the source to, from another Region or account. Default the bus of the source.',
      ),
  })
    .optional()
    .describe('A log stream of the Amazon EventBridge kind.'),
}).describe('How log events come in.');
