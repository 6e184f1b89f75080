import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadTenants, parseTenant, TenantFileError } from '../../../infra/tenant/tenant-config.ts';
import { lakeSources } from '../lake-sources.ts';
import { smallestTenant, type TenantInput } from '../synthesise.ts';

const auth0 = { domain: 'acme.eu.auth0.com', plan: 'enterprise' };
const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:token-AbCdEf';
const plans =
  'enterprise, enterprise-non-production, private-cloud-dev, private-cloud-100, private-cloud-500, ' +
  'private-cloud-1500, private-cloud-3000, private-cloud-6000, private-cloud-10000';

function problemsOf(json: string, tenant = 'acme'): readonly string[] {
  try {
    parseTenant(tenant, json);
    return [];
  } catch (error) {
    if (!(error instanceof TenantFileError)) throw error;
    return error.problems;
  }
}

/** Lines without the file's name, which is the same for all. */
const linesOf = (input: unknown) =>
  problemsOf(JSON.stringify(input)).map((line) => line.replace('infra/tenants/acme.json: ', ''));

describe('parseTenant', () => {
  it('fills in what the smallest file leaves out', () => {
    expect(parseTenant('acme', JSON.stringify(smallestTenant))).toEqual({
      tenant: 'acme',
      auth0: { ...auth0, share: 0.5 },
      ingress: { webhook: {} },
      enrichment: { cacheTtlSeconds: 30, lookUps: {} },
      records: { format: 'ocsf', rawData: false },
      signals: {},
      privacy: {},
      destinations: [{ type: 'bucket' }],
      layout: 'first',
      metrics: 'all',
      terminationProtection: false,
      tracing: false,
      ledger: { days: 30, pointInTimeRecovery: false },
      alarms: 'none',
      dashboard: true,
      removalPolicy: 'retain',
      tags: {},
      logRetentionDays: 30,
    });
  });

  it.each<[what: string, changes: TenantInput, line: string]>([
    [
      'an unknown key',
      { destination: [] },
      'destination: unknown key, expected one of $schema, auth0, ingress, enrichment, records, signals, privacy, destinations, deduplication, ledger, networks, alarms, dashboard, metrics, onDemand, removalPolicy, tags, kmsKeyArn, previousKmsKeyArns, layout, account, region, terminationProtection, vpc, tracing, logRetentionDays',
    ],
    [
      'a misspelt key inside',
      { auth0: { ...auth0, domian: 'x' } },
      'auth0.domian: unknown key, expected one of domain, canonicalHost, baseUrl, plan, budget, share, tokenSecretArn, rotationHours',
    ],
    ['no tenant', { auth0: undefined }, 'auth0: missing, expected an object'],
    [
      'no domain',
      { auth0: { plan: 'enterprise' } },
      'auth0.domain: missing, expected a bare host in lower case such as acme.eu.auth0.com',
    ],
    [
      'a URL as the domain',
      { auth0: { ...auth0, domain: 'https://acme.eu.auth0.com' } },
      'auth0.domain: got "https://acme.eu.auth0.com", expected a bare host in lower case such as acme.eu.auth0.com',
    ],
    [
      'a custom domain',
      { auth0: { ...auth0, domain: 'login.acme.com' } },
      'auth0.domain: got "login.acme.com", which looks like a custom domain, expected the tenant’s own such as acme.eu.auth0.com; with "canonicalHost": true the own host of a private cloud',
    ],
    [
      'a custom domain beside the address of the API',
      { auth0: { ...auth0, domain: 'login.acme.com', baseUrl: 'https://acme.eu.auth0.com' } },
      'auth0.domain: got "login.acme.com", which looks like a custom domain, expected the tenant’s own such as acme.eu.auth0.com; with "canonicalHost": true the own host of a private cloud',
    ],
    [
      'a custom domain that is said to be none',
      { auth0: { ...auth0, domain: 'auth0.com.acme.com', canonicalHost: false } },
      'auth0.domain: got "auth0.com.acme.com", which looks like a custom domain, expected the tenant’s own such as acme.eu.auth0.com; with "canonicalHost": true the own host of a private cloud',
    ],
    [
      'a host of its own in place of a flag',
      { auth0: { ...auth0, canonicalHost: 'login.acme.com' } },
      'auth0.canonicalHost: got "login.acme.com", expected true or false',
    ],
    [
      'an unknown plan',
      { auth0: { ...auth0, plan: 'essentials' } },
      `auth0.plan: got "essentials", expected one of ${plans}`,
    ],
    [
      'neither plan nor budget',
      { auth0: { domain: auth0.domain } },
      `auth0.plan: missing, expected one of ${plans}, or auth0.budget`,
    ],
    [
      'plan and budget',
      { auth0: { ...auth0, budget: { requestsPerSecond: 5, burst: 5 } } },
      'auth0.budget: set beside auth0.plan, expected one of the two',
    ],
    [
      'a budget of nothing',
      { auth0: { domain: auth0.domain, budget: { requestsPerSecond: 0, burst: 5 } } },
      'auth0.budget.requestsPerSecond: got 0, expected a number from 0.1 to 10000',
    ],
    [
      'half a request',
      { auth0: { domain: auth0.domain, budget: { requestsPerSecond: 5, burst: 1.5 } } },
      'auth0.budget.burst: got 1.5, expected a whole number from 1 to 10000',
    ],
    [
      'a share in percent',
      { auth0: { ...auth0, share: 50 } },
      'auth0.share: got 50, expected a number from 0.01 to 1',
    ],
    [
      'plain http',
      { auth0: { ...auth0, baseUrl: 'http://auth0.example' } },
      'auth0.baseUrl: got a text of 20 characters, expected an https URL without a path; plain http for loopback only',
    ],
    [
      'a port that there is not',
      { auth0: { ...auth0, baseUrl: 'https://acme.eu.auth0.com:99999' } },
      'auth0.baseUrl: got a text of 31 characters, expected an https URL without a path; plain http for loopback only',
    ],
    [
      'a path behind a backslash',
      { auth0: { ...auth0, baseUrl: String.raw`https://acme.eu.auth0.com\path` } },
      'auth0.baseUrl: got a text of 30 characters, expected an https URL without a path; plain http for loopback only',
    ],
    [
      'credentials in the place of the domain',
      { auth0: { ...auth0, domain: 'https://a:b@acme.eu.auth0.com' } },
      'auth0.domain: got a text of 29 characters, expected a bare host in lower case such as acme.eu.auth0.com',
    ],
    [
      'a list of secrets in the place of an ARN',
      { auth0: { ...auth0, tokenSecretArn: ['eyJhbGciOi'] } },
      'auth0.tokenSecretArn: got a list with 1 entry, expected an ARN such as arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-AbCdEf',
    ],
    [
      'a secret in the place of its ARN',
      { auth0: { ...auth0, tokenSecretArn: 'eyJhbGciOi' } },
      'auth0.tokenSecretArn: got a text of 10 characters, expected an ARN such as arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-AbCdEf',
    ],
    [
      'a rotation too rare',
      { auth0: { ...auth0, rotationHours: 24 } },
      'auth0.rotationHours: got 24, expected a whole number of hours from 4 to 12',
    ],
    [
      'a rotation of a token of others',
      { auth0: { ...auth0, tokenSecretArn: secretArn, rotationHours: 6 } },
      'auth0.rotationHours: set beside auth0.tokenSecretArn, whose token the stack does not renew',
    ],
    ['no way in', { ingress: {} }, 'ingress: got {}, expected webhook, eventBridge or both'],
    [
      'an address without a length',
      { ingress: { webhook: { allowedSourceCidrs: ['192.0.2.1'] } } },
      'ingress.webhook.allowedSourceCidrs[0]: got "192.0.2.1", expected a CIDR block such as 192.0.2.0/24, or the published addresses of Auth0 in a region: auth0:us, auth0:eu, auth0:au, auth0:ca, auth0:jp, auth0:uk',
    ],
    [
      'an impossible length',
      { ingress: { webhook: { allowedSourceCidrs: ['192.0.2.0/24', '::/129'] } } },
      'ingress.webhook.allowedSourceCidrs[1]: got "::/129", expected a CIDR block such as 192.0.2.0/24, or the published addresses of Auth0 in a region: auth0:us, auth0:eu, auth0:au, auth0:ca, auth0:jp, auth0:uk',
    ],
    [
      'an empty list of addresses',
      { ingress: { webhook: { allowedSourceCidrs: [] } } },
      'ingress.webhook.allowedSourceCidrs: got [], expected at least one CIDR block; leave the key out to allow all',
    ],
    [
      'a throttle of nothing',
      { ingress: { webhook: { throttle: { requestsPerSecond: 0, burst: 1 } } } },
      'ingress.webhook.throttle.requestsPerSecond: got 0, expected a whole number from 1 to 10000',
    ],
    [
      'another event source',
      { ingress: { eventBridge: { partnerEventSourceName: 'aws.partner/zendesk.com/1' } } },
      'ingress.eventBridge.partnerEventSourceName: got "aws.partner/zendesk.com/1", expected the name of a partner event source such as aws.partner/auth0.com/acme-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/auth0.logs',
    ],
    [
      'a wait longer than a message’s delay',
      { enrichment: { lookUpWaitSeconds: 900 } },
      'enrichment.lookUpWaitSeconds: got 900, expected a whole number of seconds from 1 to 600',
    ],
    [
      'the wait by its old name as well',
      { enrichment: { lookUpWaitSeconds: 60, maxDelaySeconds: 60 } },
      'enrichment.maxDelaySeconds: set beside enrichment.lookUpWaitSeconds, its new name, expected that alone',
    ],
    [
      'a single worker, which SQS does not feed',
      { enrichment: { workers: 1 } },
      'enrichment.workers: got 1, expected a whole number from 2 to 1000',
    ],
    ['a ledger by word', { ledger: true }, 'ledger: got true, expected an object or false'],
    [
      'a ledger of years',
      { ledger: { days: 366 } },
      'ledger.days: got 366, expected a whole number of days from 1 to 365',
    ],
    [
      'an unknown key of the ledger',
      { ledger: { hours: 3 } },
      'ledger.hours: unknown key, expected one of days, pointInTimeRecovery',
    ],
    [
      'a log type in capitals',
      { enrichment: { lookUps: { S: 'fetch' } } },
      'enrichment.lookUps.S: unknown key, expected the code of a log event type such as s or fp',
    ],
    [
      'a log type that there is not',
      { enrichment: { lookUps: { sertff: 'never' } } },
      'enrichment.lookUps.sertff: unknown key, expected the code of a log event type, nearest sertft',
    ],
    [
      'an unknown way to look up',
      { enrichment: { lookUps: { slo: 'maybe' } } },
      'enrichment.lookUps.slo: got "maybe", expected one of fetch, cache_only, never',
    ],
    [
      'an unknown format',
      { records: { format: 'cef' } },
      'records.format: got "cef", expected one of ocsf, ecs, raw',
    ],
    [
      'an unknown version',
      { records: { ocsfVersion: '1.5.0' } },
      'records.ocsfVersion: got "1.5.0", expected one of 1.8.0, 1.3.0, 1.1.0',
    ],
    [
      'a version of another format',
      { records: { format: 'ecs', ocsfVersion: '1.8.0' } },
      'records.ocsfVersion: set beside the format ecs, expected only with ocsf',
    ],
    [
      'a finding in another format',
      { records: { format: 'raw', findingFrom: 'high' } },
      'records.findingFrom: set beside the format raw, expected only with ocsf and ecs',
    ],
    [
      'text for a flag',
      { records: { rawData: 'yes' } },
      'records.rawData: got "yes", expected true or false',
    ],
    [
      'a pair of one',
      { signals: { allow: { asnPairs: [[64500]] } } },
      'signals.allow.asnPairs[0]: got [64500], expected two AS numbers',
    ],
    [
      'more than all of IPv4 in the form of IPv6',
      { signals: { allow: { prefixes: ['::ffff:192.0.2.0/80'] } } },
      'signals.allow.prefixes[0]: got "::ffff:192.0.2.0/80", expected a length from 96 to 128 for an IPv4 address in the form of IPv6',
    ],
    [
      'an unknown threshold',
      { signals: { impossibleTravel: { mph: 600 } } },
      'signals.impossibleTravel.mph: unknown key, expected one of km, kmh',
    ],
    [
      'no list',
      { privacy: { sessionMetadata: 'department' } },
      'privacy.sessionMetadata: got "department", expected a list',
    ],
    [
      'an unknown treatment',
      { privacy: { fields: { user_name: 'encrypt' } } },
      'privacy.fields.user_name: got "encrypt", expected one of truncate_ip, hash, mask, drop',
    ],
    [
      'a path that is none',
      { privacy: { fields: { 'a..b': 'drop' } } },
      'privacy.fields["a..b"]: unknown key, expected the path of a field such as user_name or session.device.last_ip',
    ],
    [
      'a field that a record is found by',
      { privacy: { fields: { log_id: 'hash' } } },
      'privacy.fields.log_id: unknown key, expected a field other than type, date, log_id and _id, which a record needs as they are; of the session a field such as session.user_id',
    ],
    [
      'the session as a whole',
      { privacy: { fields: { session: 'drop' } } },
      'privacy.fields.session: unknown key, expected a field other than type, date, log_id and _id, which a record needs as they are; of the session a field such as session.user_id',
    ],
    [
      'a misspelt field of the event',
      { privacy: { fields: { usernam: 'drop' } } },
      'privacy.fields.usernam: unknown key, expected a field that log events or sessions have, nearest user_name; one that is not listed goes into privacy.unlistedFields',
    ],
    [
      'a misspelt field of the session',
      { privacy: { fields: { 'session.device.last_ipp': 'drop' } } },
      'privacy.fields["session.device.last_ipp"]: unknown key, expected a field that log events or sessions have, nearest session.device.last_ip; one that is not listed goes into privacy.unlistedFields',
    ],
    [
      'a field without the object that it stands in',
      { privacy: { fields: { 'device.last_ip': 'truncate_ip' } } },
      'privacy.fields["device.last_ip"]: unknown key, expected a field that log events or sessions have, nearest session.device.last_ip; one that is not listed goes into privacy.unlistedFields',
    ],
    [
      'a field in other words',
      { privacy: { fields: { 'details.request.address': 'drop' } } },
      'privacy.fields["details.request.address"]: unknown key, expected a field that log events or sessions have, nearest details.request.auth; one that is not listed goes into privacy.unlistedFields',
    ],
    [
      'a field of the record in place of the event’s',
      { privacy: { fields: { 'user.name': 'drop' } } },
      'privacy.fields["user.name"]: unknown key, expected a field that log events or sessions have, nearest details.request.auth.user.name; one that is not listed goes into privacy.unlistedFields',
    ],
    [
      'something beneath a plain value',
      { privacy: { fields: { 'user_name.first': 'drop' } } },
      'privacy.fields["user_name.first"]: unknown key, expected a field that log events or sessions have, nearest user_name; one that is not listed goes into privacy.unlistedFields',
    ],
    [
      'a listed field among those that are not',
      { privacy: { unlistedFields: { user_name: 'drop' } } },
      'privacy.unlistedFields.user_name: unknown key, expected a field that is not listed; user_name is, and goes into privacy.fields',
    ],
    ['no destination', { destinations: [] }, 'destinations: got none, expected at least one'],
    [
      'an unknown destination',
      { destinations: [{ type: 'kafka' }] },
      'destinations[0].type: got "kafka", expected one of bucket, deliveryStream, securityLake, eventBus, https',
    ],
    [
      'two buckets',
      { destinations: [{ type: 'bucket' }, { type: 'bucket' }] },
      'destinations[1]: the same as destinations[0] (bucket), expected each once',
    ],
    [
      'records deleted before they move',
      { destinations: [{ type: 'bucket', expireAfterDays: 60, infrequentAccessAfterDays: 90 }] },
      'destinations[0].infrequentAccessAfterDays: got 90, expected less than expireAfterDays, 60',
    ],
    [
      'days in words',
      { destinations: [{ type: 'bucket', expireAfterDays: 'forever' }] },
      'destinations[0].expireAfterDays: got "forever", expected a whole number from 1 to 36500 or "never"',
    ],
    [
      'a name for an ARN',
      { destinations: [{ type: 'deliveryStream', arn: 'siem' }] },
      'destinations[0].arn: got "siem", expected an ARN such as arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem',
    ],
    [
      'credentials in a URL',
      { destinations: [{ type: 'https', name: 'siem', kind: 'ndjson', url: 'https://a:b@siem.example/' }] },
      'destinations[0].url: got a text of 25 characters, expected an https URL without credentials',
    ],
    [
      'a URL that is none',
      { destinations: [{ type: 'https', name: 'siem', kind: 'hec', url: 'https://h%zz/x' }] },
      'destinations[0].url: got a text of 14 characters, expected an https URL without credentials',
    ],
    [
      'a token in the query of a URL',
      {
        destinations: [{ type: 'https', name: 'siem', kind: 'ndjson', url: 'http://siem.example/?token=x' }],
      },
      'destinations[0].url: got a text of 28 characters, expected an https URL without credentials',
    ],
    [
      'an object with a token in the place of a list',
      { destinations: { type: 'https', token: 'x' } },
      'destinations: got an object with 2 keys, expected a list',
    ],
    [
      'a list with a token in the place of an object',
      { onDemand: [{ token: 'x' }] },
      'onDemand: got a list with 1 entry, expected an object',
    ],
    [
      'names that differ by hyphens alone',
      {
        destinations: ['siem-1', 'siem1'].map((name) => ({
          type: 'https',
          name,
          kind: 'hec',
          url: 'https://siem.example/',
        })),
      },
      'destinations[1].name: got "siem1", which is destinations[0].name, "siem-1", but for hyphens, expected another name, or secretArn',
    ],
    [
      'a header for HEC',
      {
        destinations: [
          { type: 'https', name: 'siem', kind: 'hec', url: 'https://siem.example/', header: 'X-Key' },
        ],
      },
      'destinations[0].header: set beside the kind hec, whose header is Authorization, expected only with ndjson',
    ],
    [
      'a wait for an acknowledgement that nobody gives',
      {
        destinations: [
          {
            type: 'https',
            name: 'siem',
            kind: 'ndjson',
            url: 'https://siem.example/',
            acknowledgementSeconds: 5,
          },
        ],
      },
      'destinations[0].acknowledgementSeconds: set beside the kind ndjson, which knows none, expected only with hec',
    ],
    [
      'a request longer than a batch has time for',
      {
        destinations: [
          { type: 'https', name: 'siem', kind: 'hec', url: 'https://siem.example/', timeoutSeconds: 26 },
        ],
      },
      'destinations[0].timeoutSeconds: got 26, expected a whole number of seconds from 1 to 25',
    ],
    [
      'a header of the request',
      {
        destinations: [
          { type: 'https', name: 'siem', kind: 'ndjson', url: 'https://siem.example/', header: 'Host' },
        ],
      },
      'destinations[0].header: got "Host", expected a header that the request does not set itself',
    ],
    [
      'a circle',
      {
        ingress: { eventBridge: { partnerEventSourceName: 'aws.partner/auth0.com/acme-1/auth0.logs' } },
        destinations: [
          {
            type: 'eventBus',
            arn: 'arn:aws:events:eu-central-1:111122223333:event-bus/aws.partner/auth0.com/acme-1/auth0.logs',
          },
        ],
      },
      'destinations[0].arn: the bus that log events come in by, expected another',
    ],
    [
      'nobody to tell',
      { alarms: {} },
      'alarms: tells nobody, expected email, topicArn or both, or "none" in place of the object',
    ],
    ['silence in other words', { alarms: 'off' }, 'alarms: got "off", expected an object or "none"'],
    ['silence by omission', { alarms: undefined }, 'alarms: missing, expected an object or "none"'],
    [
      'half an address',
      { alarms: { email: 'operations' } },
      'alarms.email: got "operations", expected an e-mail address',
    ],
    [
      'a runbook that no text of an alarm has room for',
      { alarms: { email: 'a@acme.example', runbookUrl: `https://acme.example/${'x'.repeat(830)}` } },
      'alarms.runbookUrl: got a text of 851 characters, expected at most 850 characters',
    ],
    [
      'everybody',
      { onDemand: { principals: ['*'] } },
      'onDemand.principals[0]: got "*", expected an ARN such as arn:aws:iam::111122223333:role/analyst',
    ],
    [
      'an unknown policy',
      { removalPolicy: 'snapshot' },
      'removalPolicy: got "snapshot", expected one of retain, destroy',
    ],
    [
      'a tag of AWS',
      { tags: { 'aws:cost': 'x' } },
      'tags["aws:cost"]: unknown key, expected a tag key that does not begin with aws:',
    ],
    [
      'a tag of AWS in capitals',
      { tags: { 'AWS:cost': 'x' } },
      'tags["AWS:cost"]: unknown key, expected a tag key that does not begin with aws:',
    ],
    [
      'the tag of the stack',
      { tags: { 'session-enricher:tenant': 'other' } },
      'tags["session-enricher:tenant"]: unknown key, expected a tag key that the stack does not set itself',
    ],
    [
      'the tag of the stack in capitals',
      { tags: { 'Session-Enricher:Tenant': 'other' } },
      'tags["Session-Enricher:Tenant"]: the key session-enricher:tenant but for case, expected each once',
    ],
    [
      'a tag in capitals and not',
      { tags: { team: 'security', Team: 'security' } },
      'tags["Team"]: the key team but for case, expected each once',
    ],
    [
      'more tags than a resource takes',
      { tags: Object.fromEntries(Array.from({ length: 50 }, (_none, index) => [`tag-${index}`, 'x'])) },
      'tags: got an object with 50 keys, expected at most 49 tags',
    ],
    [
      'an alias of a key',
      { kmsKeyArn: 'alias/security' },
      'kmsKeyArn: got a text of 14 characters, expected an ARN such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ],
    [
      'days that CloudWatch does not know',
      { logRetentionDays: 10 },
      'logRetentionDays: got 10, expected one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653',
    ],
    [
      'a secret of no Region and no account',
      { auth0: { ...auth0, tokenSecretArn: 'arn:aws:secretsmanager:::secret:token-AbCdEf' } },
      'auth0.tokenSecretArn: got a text of 44 characters, expected an ARN such as arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-AbCdEf',
    ],
    [
      'a topic of no Region and no account',
      { alarms: { topicArn: 'arn:aws:sns:::alarms' } },
      'alarms.topicArn: got "arn:aws:sns:::alarms", expected an ARN such as arn:aws:sns:eu-central-1:111122223333:alarms',
    ],
    [
      'a stream of no Region',
      {
        destinations: [{ type: 'deliveryStream', arn: 'arn:aws:firehose::111122223333:deliverystream/siem' }],
      },
      'destinations[0].arn: got "arn:aws:firehose::111122223333:deliverystream/siem", expected an ARN such as arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem',
    ],
    [
      'a role of a Region',
      { onDemand: { principals: ['arn:aws:iam:us-east-1:111122223333:role/analyst'] } },
      'onDemand.principals[0]: got "arn:aws:iam:us-east-1:111122223333:role/analyst", expected an ARN such as arn:aws:iam::111122223333:role/analyst',
    ],
    [
      'a role of no account',
      { onDemand: { principals: ['arn:aws:iam::1:role/analyst'] } },
      'onDemand.principals[0]: got "arn:aws:iam::1:role/analyst", expected an ARN such as arn:aws:iam::111122223333:role/analyst',
    ],
    [
      'ARNs of two partitions',
      {
        auth0: { ...auth0, tokenSecretArn: secretArn },
        onDemand: { principals: ['arn:aws-cn:iam::111122223333:role/analyst'] },
      },
      'the file: its ARNs lie in the partitions aws and aws-cn, expected one, that of the stack',
    ],
    [
      'streams of two accounts',
      {
        destinations: ['111122223333', '444455556666'].map((account) => ({
          type: 'deliveryStream',
          arn: `arn:aws:firehose:eu-central-1:${account}:deliverystream/siem`,
        })),
      },
      'destinations[1].arn: a stream of the account 444455556666 beside destinations[0] of 111122223333, expected streams of the account of the stack',
    ],
    [
      'ARNs of two Regions',
      {
        kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        auth0: { ...auth0, tokenSecretArn: secretArn },
      },
      'the file: its ARNs lie in eu-central-1 and us-east-1, expected one Region, that of the stack',
    ],
  ])('refuses %s', (_what, changes, line) => {
    expect(linesOf({ ...smallestTenant, ...changes })).toEqual([line]);
  });

  it.each([
    'arn:aws-us-gov:sns:us-gov-west-1:111122223333:alarms',
    'arn:aws-iso-b:sns:us-isob-east-1:111122223333:alarms',
    'arn:aws-eusc:sns:eusc-de-east-1:111122223333:alarms',
    'arn:aws-cn:sns:cn-northwest-1:111122223333:alarms',
  ])('takes an ARN of any partition: %s', (topicArn) => {
    expect(linesOf({ ...smallestTenant, alarms: { topicArn } })).toEqual([]);
  });

  it('names every mistake of a file at once', () => {
    const lines = linesOf({ ...smallestTenant, auth0: { domain: 'acme', plan: 'enterprise' }, dashboard: 1 });

    expect(lines).toEqual([
      'auth0.domain: got "acme", expected a bare host in lower case such as acme.eu.auth0.com',
      'dashboard: got 1, expected true or false or "shared"',
    ]);
  });

  it('names the signals that can be left out', () => {
    const [line] = linesOf({ ...smallestTenant, signals: { disabled: ['asn_change'] } });

    expect(line).toMatch(/^signals\.disabled\[0\]: got "asn_change", expected one of .*\basn_changed\b/);
  });

  it.each(['null', '[]', '"acme"'])('refuses %s', (json) => {
    expect(problemsOf(json)).toEqual([`infra/tenants/acme.json: the file: got ${json}, expected an object`]);
  });

  it('refuses a key that is there twice, of which JSON takes the last, among other mistakes', () => {
    const json = JSON.stringify({ ...smallestTenant, tags: { team: 'x' }, dashboard: 1 });
    const spoilt = json
      .replace('"destinations":', '"destinations":[],"destinations":')
      .replace('"team":', '"team":"y","team":"z","team":');

    expect(problemsOf(spoilt)).toEqual([
      'infra/tenants/acme.json: dashboard: got 1, expected true or false or "shared"',
      'infra/tenants/acme.json: destinations: there more than once, expected each key once',
      'infra/tenants/acme.json: tags.team: there more than once, expected each key once',
    ]);
  });

  const customDomain =
    'auth0.domain: got "login.acme.com", which looks like a custom domain, expected the tenant’s own such as acme.eu.auth0.com; with "canonicalHost": true the own host of a private cloud';
  const atCustomDomain = { ...smallestTenant, auth0: { ...auth0, domain: 'login.acme.com' } };

  it.each<[what: string, changes: TenantInput, line: string]>([
    ['a wrong key', { dashboard: 1 }, 'dashboard: got 1, expected true or false or "shared"'],
    [
      'a wrong key beside it',
      { auth0: { ...atCustomDomain.auth0, plan: 'enterprize' } },
      `auth0.plan: got "enterprize", expected one of ${plans}`,
    ],
    [
      'a wrong key in a destination',
      { destinations: [{ type: 'bucket', bufferingSeconds: 'long' }] },
      'destinations[0].bufferingSeconds: got "long", expected a whole number of seconds from 0 to 900',
    ],
  ])('names keys that conflict beside %s', (_what, changes, line) => {
    expect(linesOf({ ...atCustomDomain, ...changes })).toEqual([line, customDomain]);
  });

  it.each<[what: string, changes: TenantInput, line: unknown]>([
    [
      'may be there because a wrong key is not',
      { alarms: { email: 3 } },
      expect.stringMatching(/^alarms\.email: /),
    ],
    [
      'may end with the wrong key',
      { alarms: { topicArn: 3, monthlyBudgetUsd: 20 } },
      expect.stringMatching(/^alarms\.topicArn: /),
    ],
    [
      'is of a file that lacks a key',
      { auth0: { plan: 'enterprise' }, destinations: [] },
      expect.stringMatching(/^auth0\.domain: missing/),
    ],
  ])('names no conflict that %s', (_what, changes, line) => {
    expect(linesOf({ ...smallestTenant, ...changes })).toEqual([line]);
  });

  it('refuses what is not JSON', () => {
    expect(problemsOf('{,}')).toEqual([expect.stringMatching(/^infra\/tenants\/acme\.json: not JSON: ./)]);
  });

  it.each(['Acme', '-acme', 'acme-', 'a'.repeat(33), ''])('refuses the file name %j', (tenant) => {
    expect(problemsOf(JSON.stringify(smallestTenant), tenant)).toEqual([
      `infra/tenants/${tenant}.json: the name of the file: got "${tenant}", expected 1 to 32 lower-case letters, digits and hyphens, beginning with a letter`,
    ]);
  });
});

describe('loadTenants', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-tenants-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (tenant: string, changes: TenantInput) =>
    writeFileSync(path.join(folder, `${tenant}.json`), JSON.stringify({ ...smallestTenant, ...changes }));

  it('names the mistakes of all files', () => {
    write('acme', { auth0: undefined });
    write('globex', { tags: 3 });
    writeFileSync(path.join(folder, 'README.md'), 'not a tenant');

    expect(() => loadTenants(folder)).toThrow(/acme\.json: auth0: missing.*globex\.json: tags: got 3/s);
  });

  it('refuses files that spend more of one budget than there is', () => {
    write('ireland', { auth0: { ...auth0, share: 0.4 } });
    write('oregon', { auth0: { ...auth0, share: 0.3 } });
    write('other', { auth0: { domain: 'other.eu.auth0.com', plan: 'enterprise', share: 1 } });
    write('virginia', { auth0 });

    const file = path.relative('', path.join(folder, 'virginia.json'));
    expect(() => loadTenants(folder)).toThrow(
      new TenantFileError([
        `${file}: auth0.share: got 0.5, with the 0.4 of ireland and the 0.3 of oregon more than the budget of acme.eu.auth0.com, expected 1 at most together`,
      ]),
    );
  });

  it('takes files that share a budget', () => {
    write('ireland', { auth0: { ...auth0, share: 0.7 } });
    write('oregon', { auth0: { ...auth0, share: 0.2 } });
    write('virginia', { auth0: { ...auth0, share: 0.1 } });

    expect(loadTenants(folder)).toHaveLength(3);
  });

  it('reads every tenant of a folder, by name', () => {
    const tenants = loadTenants('test/infra/example-tenants');

    expect(tenants.map(({ tenant }) => tenant)).toEqual(['acme', 'globex']);
  });
});

describe('parseTenant, with Security Lake', () => {
  const location =
    'the location of the custom source such as s3://aws-security-data-lake-eu-central-1-0f1e2d3c/ext/auth0-3002/, or "none"';
  const irelandLake = 's3://aws-security-data-lake-eu-west-1-5a6b7c8d/ext/auth0-6003/';

  /** The smallest file with a bucket and a lake; what is undefined is left out. */
  function linesWith(sources: Record<string, unknown>, records: object = { ocsfVersion: '1.3.0' }) {
    const lake = { type: 'securityLake', sources: { ...lakeSources, ...sources } };
    return linesOf({ ...smallestTenant, records, destinations: [{ type: 'bucket' }, lake] });
  }

  it.each(['1.3.0', '1.1.0'])(
    'takes custom sources, and classes that are kept out, for OCSF %s',
    (version) => {
      expect(linesWith({}, { ocsfVersion: version })).toEqual([]);
    },
  );

  it.each<[what: string, records: object, line: string]>([
    [
      'a version that it does not take',
      { ocsfVersion: '1.8.0' },
      'records.ocsfVersion: got "1.8.0", expected 1.3.0 or 1.1.0, as destinations[1] is Security Lake',
    ],
    [
      'no version, which would be 1.8.0',
      {},
      'records.ocsfVersion: missing, expected 1.3.0 or 1.1.0, as destinations[1] is Security Lake',
    ],
    [
      'another format',
      { format: 'ecs' },
      'records.format: got "ecs", expected "ocsf", as destinations[1] is Security Lake',
    ],
  ])('refuses records of %s', (_what, records, line) => {
    expect(linesWith({}, records)).toEqual([line]);
  });

  it.each<[what: string, sources: Record<string, unknown>, line: string]>([
    [
      'a class without a source',
      { authentication: undefined },
      `destinations[1].sources.authentication: missing, expected ${location}`,
    ],
    [
      'a class that records never have',
      { user_access: 'none' },
      'destinations[1].sources.user_access: unknown key, expected one of base_event, detection_finding, account_change, authentication, entity_management, group_management, api_activity',
    ],
    [
      'a bucket that is no lake',
      { authentication: 's3://records/ext/auth0/' },
      `destinations[1].sources.authentication: got "s3://records/ext/auth0/", expected ${location}`,
    ],
    [
      'the lake itself for a source',
      { authentication: 's3://aws-security-data-lake-eu-central-1-0f1e2d3c/' },
      `destinations[1].sources.authentication: got "s3://aws-security-data-lake-eu-central-1-0f1e2d3c/", expected ${location}`,
    ],
    [
      'one source for two classes',
      { api_activity: lakeSources.authentication.slice(0, -1) },
      'destinations[1].sources.api_activity: the location of authentication, expected a custom source of its own',
    ],
    [
      'a lake that takes nothing',
      { authentication: 'none', api_activity: 'none' },
      'destinations[1].sources: got "none" for every class, expected the location of one at least',
    ],
  ])('refuses %s', (_what, sources, line) => {
    expect(linesWith(sources)).toEqual([line]);
  });

  it('refuses two lakes, for they lie in two Regions', () => {
    expect(linesWith({ api_activity: irelandLake })).toEqual([
      'destinations[1].sources: locations in aws-security-data-lake-eu-central-1-0f1e2d3c and aws-security-data-lake-eu-west-1-5a6b7c8d, expected one bucket',
      'the file: its ARNs lie in eu-central-1 and eu-west-1, expected one Region, that of the stack',
    ]);
  });

  it('refuses to keep a class out where no other destination takes it', () => {
    const lake = { type: 'securityLake', sources: { ...lakeSources, base_event: 'none' } };
    const lines = linesOf({ ...smallestTenant, records: { ocsfVersion: '1.3.0' }, destinations: [lake] });

    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(
      'destinations[0].sources.base_event: got "none", expected a location, as no other destination takes these records',
    );
  });

  it('refuses a lake and a key in two Regions', () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const lake = { type: 'securityLake', sources: lakeSources, kmsKeyArn };

    expect(
      linesOf({
        ...smallestTenant,
        records: { ocsfVersion: '1.3.0' },
        destinations: [{ type: 'bucket' }, lake],
      }),
    ).toEqual([
      'the file: its ARNs lie in us-east-1 and eu-central-1, expected one Region, that of the stack',
    ]);
  });

  it('refuses one lake twice', () => {
    const lake = { type: 'securityLake', sources: lakeSources };

    expect(
      linesOf({ ...smallestTenant, records: { ocsfVersion: '1.3.0' }, destinations: [lake, lake] }),
    ).toEqual(['destinations[1]: the same as destinations[0] (securityLake), expected each once']);
  });
});
