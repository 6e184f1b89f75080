import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import {
  createReceiveApp,
  type DeliveryCounts,
  type ReceiveAppDependencies,
} from '../../../functions/receive/app.ts';
import {
  maxMessageBytes,
  QueueUnavailableError,
  type SetAsideItem,
} from '../../../functions/queue/event-queue.ts';
import { anyCharacter } from '../../support/any-character.ts';

const authorization = 'a webhook value';
const element = (id: string, extra: object = {}) =>
  JSON.stringify({ log_id: id, data: { type: 's', ...extra } });
const [a, b, c] = [element('a'), element('b'), element('c')];

function setUp(dependencies: Partial<ReceiveAppDependencies> = {}) {
  const bodies: string[] = [];
  const items: SetAsideItem[] = [];
  const faults: unknown[] = [];
  const deliveries: DeliveryCounts[] = [];
  const app = createReceiveApp({
    loadAuthorizations: async () => [authorization],
    queue: {
      add: async (added) => {
        bodies.push(...added);
        return [];
      },
      setAside: async (added) => void items.push(...added),
    },
    reportFault: (error) => faults.push(error),
    reportDelivery: (counts) => deliveries.push(counts),
    ...dependencies,
  });
  const post = async (
    body: string | Uint8Array | ReadableStream | null,
    headers: Record<string, string> = {},
  ) =>
    app.request('/log-events', {
      method: 'POST',
      body,
      headers: { authorization, ...headers },
      duplex: 'half',
    } as RequestInit);
  return { app, post, bodies, items, faults, deliveries };
}

describe('createReceiveApp', () => {
  it.each<[format: string, body: string]>([
    ['JSON lines', `${a}\n${b}\n${c}\n`],
    ['an array', `[${a},${b},${c}]`],
    ['logs', `{"logs":[${a},${b},${c}]}`],
  ])('stores each event of %s as it was sent and accepts', async (_format, body) => {
    const { post, bodies, items, deliveries } = setUp();

    const response = await post(body, { 'content-type': 'application/x-whatever' });

    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ accepted: 3, rejected: [] });
    expect(bodies).toEqual([a, b, c]);
    expect(items).toEqual([]);
    expect(deliveries).toEqual([{ accepted: 3, rejected: 0, repeats: 0, bytes: Buffer.byteLength(body) }]);
  });

  it('keeps what is no event, with the reason, and accepts the rest', async () => {
    const { post, bodies, items, deliveries } = setUp();
    const cut = b.slice(0, 12);

    const response = await post(`${a}\n${cut}\n{"user":"x"}\n${c}`);

    const noEvent = 'no event: neither a type (log event) nor a session_id or sid (session event)';
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      accepted: 2,
      rejected: [
        { position: 2, reason: 'not valid JSON' },
        { position: 3, reason: noEvent },
      ],
    });
    expect(bodies).toEqual([a, c]);
    expect(items).toEqual([
      { body: cut, reason: 'not valid JSON' },
      { body: '{"user":"x"}', reason: noEvent },
    ]);
    expect(deliveries).toMatchObject([{ accepted: 2, rejected: 2 }]);
  });

  it('accepts a body of which nothing is an event', async () => {
    const { post, items } = setUp();

    const response = await post('<html>502</html>');

    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      accepted: 0,
      rejected: [{ position: 1, reason: 'not valid JSON' }],
    });
    expect(items).toEqual([{ body: '<html>502</html>', reason: 'not valid JSON' }]);
  });

  it('drops repeats and counts them', async () => {
    const { post, bodies } = setUp();

    const response = await post(`${a}\n${b}\n${a}\n${a}`);

    expect(await response.json()).toEqual({ accepted: 2, rejected: [], repeats: 2 });
    expect(bodies).toEqual([a, b]);
  });

  it('sets aside what no queue message can hold', async () => {
    const { post, bodies, items } = setUp();
    const room = maxMessageBytes - Buffer.byteLength(element('x', { u: '' }));
    const fits = element('x', { u: 'x'.repeat(room) });
    const bytes = element('y', { u: 'é'.repeat(room / 2 + 1) });
    const escaped = element('z', { u: '\uffff'.repeat(room / 6 + 1) });

    const response = await post([fits, bytes, 'nonsense', escaped].join('\n'));

    const tooLarge = 'larger than 1 MiB, the most that a queue message holds';
    expect(await response.json()).toEqual({
      accepted: 1,
      rejected: [
        { position: 2, reason: tooLarge },
        { position: 3, reason: 'not valid JSON' },
        { position: 4, reason: tooLarge },
      ],
    });
    expect(bodies).toEqual([fits]);
    expect(items.map(({ body }) => body)).toEqual([bytes, 'nonsense', escaped]);
  });

  it('writes characters that a queue refuses so that it takes them', async () => {
    const { post, bodies } = setUp();

    await post(element('a', { user_agent: '\uffff' }));

    expect(bodies).toEqual([element('a', { user_agent: '*' }).replace('*', '\\uffff')]);
  });

  it('reads events in bytes that are not UTF-8, and keeps the bytes of what it cannot read', async () => {
    const { post, bodies, items } = setUp();
    const latin = Buffer.from(element('a', { user_name: 'Zo\u00eb' }), 'latin1');
    const broken = Buffer.from([0x7b, 0xff, 0xfe, 0x00]);

    const response = await post(
      new Uint8Array(
        Buffer.concat([latin, Buffer.from('\n'), broken, Buffer.from(`\n${element('b', { u: 'é😀' })}`)]),
      ),
    );

    expect(await response.json()).toMatchObject({ accepted: 2, rejected: [{ position: 2 }] });
    expect(bodies).toEqual([element('a', { user_name: 'Zo\ufffd' }), element('b', { u: 'é😀' })]);
    expect(items).toEqual([
      { body: broken.toString('base64'), encoding: 'base64', reason: 'not valid JSON' },
    ]);
  });

  it.each<[what: string, body: string | null]>([
    ['no body', null],
    ['an empty body', ''],
    ['white space', ' \r\n '],
    ['a byte order mark', '\ufeff'],
  ])('answers 400 to %s', async (_what, body) => {
    const { post } = setUp();

    const response = await post(body);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: 'body: expected log events, got nothing' });
  });

  it.each(['[]', '{"logs":[]}'])('accepts nothing of %s', async (body) => {
    const response = await setUp().post(body);

    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ accepted: 0, rejected: [] });
  });

  it('takes 6 MiB and answers 413 to a byte more, whatever length is stated', async () => {
    const { post, bodies } = setUp();
    const full = `${a}\n`.padEnd(6_291_456, ' ');
    const stream = (text: string) => new Blob([text]).stream();

    expect((await post(full)).status).toBe(202);
    expect((await post(`${full} `)).status).toBe(413);
    expect((await post(stream(`${full} `))).status).toBe(413);
    expect((await post(stream(`${full} `), { 'content-length': '10' })).status).toBe(413);
    expect((await post('x', { 'content-length': '6291457' })).status).toBe(413);
    expect(bodies).toEqual([a]);
  });

  it.each<[what: string, body: string]>([
    ['lines', '{\n'.repeat(3_000_000)],
    ['objects without anything between, in lines', `${'{}'.repeat(20_000)}\n`.repeat(150)],
    ['an array', `[${'{},'.repeat(2_000_000)}{}]`],
    ['logs', `{"logs":[${'1,'.repeat(3_000_000)}1]}`],
    ['arrays in lines', '[{}]\n'.repeat(1_200_000)],
  ])('looks at no more elements than it takes, of 6 MB of %s', async (_what, body) => {
    const { post, items } = setUp();
    const heapBefore = process.memoryUsage().heapUsed;

    const response = await post(body);

    expect(response.status).toBe(413);
    expect(items).toEqual([]);
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(100 * 2 ** 20);
  });

  it('counts what is concatenated by its pieces', async () => {
    const { post, bodies } = setUp({ maxElements: 3 });

    expect((await post(`${a}${b}\n${c}`)).status).toBe(202);
    expect((await post(`${a}${b}\n${a}${c}`)).status).toBe(413);
    expect(bodies).toEqual([a, b, c]);
  });

  it('sets aside what the queue will never take, and accepts the rest', async () => {
    const stored: string[] = [];
    const { post, items, deliveries } = setUp({
      queue: {
        add: async (added) => {
          stored.push(...added.filter((_body, index) => index !== 1));
          return [{ index: 1, code: 'InvalidMessageContents' }];
        },
        setAside: async (added) => void items.push(...added),
      },
    });

    const response = await post(`${a}\nnonsense\n${b}\n${c}`);

    const reason = 'refused by the queue: InvalidMessageContents';
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      accepted: 2,
      rejected: [
        { position: 2, reason: 'not valid JSON' },
        { position: 3, reason },
      ],
    });
    expect(stored).toEqual([a, c]);
    expect(items).toEqual([
      { body: 'nonsense', reason: 'not valid JSON' },
      { body: Buffer.from(b).toString('base64'), encoding: 'base64', reason },
    ]);
    expect(deliveries).toMatchObject([{ accepted: 2, rejected: 2 }]);
  });

  it('answers 503 when what the queue refuses cannot be set aside', async () => {
    const { post, faults } = setUp({
      queue: {
        add: async () => [{ index: 0, code: 'InvalidMessageContents' }],
        setAside: (added) =>
          added.length > 0 ? Promise.reject(new QueueUnavailableError('down')) : Promise.resolve(),
      },
    });

    expect((await post(a)).status).toBe(503);
    expect(faults).toHaveLength(1);
  });

  it('answers 413 to more elements than a stream sends, before it parses them', async () => {
    const { post, items } = setUp({ maxElements: 3 });

    expect((await post('{\n{\n{')).status).toBe(202);
    const response = await post('{\n{\n{\n{');

    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ error: 'body: expected at most 3 elements, got more' });
    expect(items).toHaveLength(3);
  });

  it('answers 401 to an unknown sender without reading the body', async () => {
    const { app, bodies } = setUp();
    let isRead = false;
    const body = new ReadableStream(
      {
        pull: (controller) => {
          isRead = true;
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );

    const headers = { authorization: 'wrong' };
    const response = await app.request('/log-events', {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    } as RequestInit);

    expect(response.status).toBe(401);
    expect(await response.text()).toBe('');
    expect(isRead).toBe(false);
    expect(bodies).toEqual([]);
  });

  it.each(['add', 'setAside'] as const)(
    'answers 503 when the queue fails to %s, and says why to the operator alone',
    async (failing) => {
      const failure = new QueueUnavailableError('RequestThrottled');
      let isOtherDone = false;
      const other = async () => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        isOtherDone = true;
        return [];
      };
      const fail = () => Promise.reject(failure);
      const queue =
        failing === 'add'
          ? { add: fail, setAside: async () => void (await other()) }
          : { add: other, setAside: fail };
      const { post, faults, deliveries } = setUp({ queue });

      const response = await post(`${a}\nnonsense`);

      expect(response.status).toBe(503);
      expect(await response.text()).toBe('');
      expect(faults).toEqual([failure]);
      expect(deliveries).toEqual([]);
      expect(isOtherDone).toBe(true);
    },
  );

  it('answers 503 when the secret cannot be read', async () => {
    const failure = new Error('down');
    const { post, faults } = setUp({ loadAuthorizations: () => Promise.reject(failure) });

    expect((await post(a)).status).toBe(503);
    expect(faults).toEqual([failure]);
  });

  it('answers 403 to another network, before the header counts', async () => {
    const { app, post, bodies } = setUp({
      sources: { cidrs: ['192.0.2.0/24'], toAddress: () => '198.51.100.1' },
    });

    expect((await post(a)).status).toBe(403);
    expect((await app.request('/log-events', { method: 'POST' })).status).toBe(403);
    expect((await app.request('/health')).status).toBe(200);
    expect(bodies).toEqual([]);
  });

  it.each<[method: string, path: string, status: number]>([
    ['GET', '/health', 200],
    ['HEAD', '/health', 200],
    ['POST', '/health', 404],
    ['GET', '/log-events', 404],
    ['PUT', '/log-events', 404],
    ['POST', '/log-events/more', 404],
    ['POST', '/', 404],
    ['POST', '/log-events/../health', 404],
    ['GET', '/.env', 404],
  ])('answers %s %s with %d', async (method, path, status) => {
    const { app } = setUp();

    expect((await app.request(path, { method, headers: { authorization } })).status).toBe(status);
  });

  it('answers any body with 202, 400 or 413, and loses no event', async () => {
    const { post, bodies, items } = setUp();
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: anyCharacter }).map((text) => Buffer.from(text)),
      fc
        .array(fc.constantFrom(a, b, '{', '}', '[', ']', ',', '\n', '"', '\u0000', '\uffff'))
        .map((parts) => Buffer.from(parts.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        bodies.length = 0;
        items.length = 0;
        const response = await post(new Uint8Array(body));

        expect([202, 400]).toContain(response.status);
        for (const text of bodies) expect(parseElement(text, { receivedAtMs: 0 }).ok).toBe(true);
        const answer = (response.status === 202 ? await response.json() : { accepted: 0, rejected: [] }) as {
          accepted: number;
          rejected: unknown[];
        };
        expect([answer.accepted, answer.rejected.length]).toEqual([bodies.length, items.length]);
      }),
      { numRuns: 200 },
    );
  });
});
