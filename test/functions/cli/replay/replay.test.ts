import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { commands } from '../../../../functions/cli/commands.ts';
import { type LoopbackServer, listen } from '../../../../functions/local/listen.ts';
import { loadSampleTraffic } from '../../../../functions/local/sample-traffic.ts';
import { useAwsStandIn } from '../../../support/cli/aws-environment.ts';
import { runCommand } from '../../../support/cli/run-command.ts';

const useAws = useAwsStandIn();
const file = path.resolve('functions/local/samples/log-events.ndjson');
const logIds = loadSampleTraffic().elements.map((element) => String(element['log_id']));
const authorization = 'the webhook secret';

const replay = (args: readonly string[], options = {}) =>
  runCommand(commands, ['replay', '--events-per-second', '10000', ...args], options);

describe('cli replay', () => {
  it("puts a file's events into the tenant's queue", async () => {
    const aws = useAws();
    aws.queues.create('session-enricher-acme-log-events');

    const { exitCode, stdout } = await replay([file, '--tenant', 'acme', '--json']);

    const queued = aws.queues
      .messages('session-enricher-acme-log-events')
      .map(({ body }) => JSON.parse(body) as object);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ sent: logIds.length, unusable: 0 });
    expect(queued.map((event) => (event as { log_id: string }).log_id).toSorted()).toEqual(logIds.toSorted());
  });

  it('names what is no event and sends the rest', async () => {
    const queueUrl = useAws().queues.create('partly');
    const input = '{"type":"s","log_id":"L1"}\n{"a":1}\n';

    const { exitCode, stderr } = await replay(['-', '--queue-url', queueUrl], { input });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^unusable: line 2: .+\n1 event sent, 1 unusable\n$/);
    expect(useAws().queues.messages('partly')).toHaveLength(1);
  });

  it('names an event that no queue message holds and sends the rest', async () => {
    const queueUrl = useAws().queues.create('large');
    const input = ['a', '€'.repeat(400_000), 'b']
      .map((text, index) => `{"type":"s","log_id":"L${index + 1}","text":"${text}"}\n`)
      .join('');

    const { exitCode, stderr } = await replay(['-', '--queue-url', queueUrl], { input });

    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'unusable: line 2: larger than 1 MiB, the most that a queue message holds\n2 events sent, 1 unusable\n',
    );
    expect(useAws().queues.messages('large')).toHaveLength(2);
  });

  it.each<[args: readonly string[], message: RegExp]>([
    [[], /expected a FILE, or - for standard input/],
    [[file], /give exactly one of --tenant, --queue-url and --webhook-url/],
    [[file, '--tenant', 'nobody'], /cannot find the queue session-enricher-nobody-log-events/],
    [[file, '--webhook-url', 'http://example.com/log-events'], /must be an https URL/],
    [[file, '--webhook-url', 'https://example.com/log-events'], /WEBHOOK_AUTHORIZATION/],
    [['nowhere.ndjson', '--tenant', 'acme'], /cannot read nowhere\.ndjson: there is no such file/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { exitCode, stderr } = await replay(args);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('cli replay to a webhook', () => {
  const bodies: string[] = [];
  let refusals = 0;
  let answer: object | undefined;
  let webhook: LoopbackServer;
  beforeAll(async () => {
    const app = new Hono().post('/log-events', async (c) => {
      if (c.req.header('authorization') !== authorization) return c.body(null, 401);
      refusals -= 1;
      if (refusals >= 0) return c.body(null, 503);
      bodies.push(await c.req.text());
      return answer ? c.json(answer, 202) : c.body(null, 202);
    });
    webhook = await listen(app);
  });
  afterAll(() => webhook.close());
  beforeEach(() => {
    bodies.length = 0;
    answer = undefined;
  });

  const toWebhook = (value: string, input?: string) =>
    replay([input === undefined ? file : '-', '--webhook-url', `${webhook.url}/log-events`], {
      env: { WEBHOOK_AUTHORIZATION: value },
      ...(input !== undefined && { input }),
    });
  const toEvents = (count: number, text = '') =>
    Array.from({ length: count }, (_, index) => `{"type":"s","log_id":"L${index}","text":"${text}"}\n`);

  it('posts JSON lines, again when the webhook has a bad moment', async () => {
    refusals = 1;

    const { exitCode } = await toWebhook(authorization);

    const sent = bodies
      .flatMap((body) => body.split('\n'))
      .map((line) => JSON.parse(line) as { log_id: string });
    expect(exitCode).toBe(0);
    expect(sent.map((event) => event.log_id)).toEqual(logIds);
  });

  it('names what the webhook set aside', async () => {
    answer = { accepted: 1, rejected: [{ position: 2, reason: 'not\u001b[2J JSON' }, {}] };

    const { exitCode, stderr } = await toWebhook(authorization, `{"a":1}\n${toEvents(3).join('')}`);

    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      [
        'unusable: line 1: no event: neither a type (log event) nor a session_id or sid (session event)',
        'unusable: line 3: set aside by the webhook: not [2J JSON',
        'unusable: an event: set aside by the webhook: unknown',
        '1 event sent, 3 unusable\n',
      ].join('\n'),
    );
  });

  it('posts no more at once than Lambda takes', async () => {
    const { exitCode } = await toWebhook(authorization, toEvents(10, 'x'.repeat(300_000)).join(''));

    expect(exitCode).toBe(0);
    expect(bodies.map((body) => body.split('\n').length)).toEqual([3, 3, 3, 1]);
  });

  it('says when the value is refused, without showing it', async () => {
    const { exitCode, stderr } = await toWebhook('a wrong value');

    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'error: the webhook took nothing: it refused the value in WEBHOOK_AUTHORIZATION (401); take the one of the log stream, without a prefix of your own\n',
    );
  });
});
