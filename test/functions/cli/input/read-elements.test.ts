import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readElements } from '../../../../functions/cli/input/read-elements.ts';
import { parseBody } from '../../../../functions/log-event/parse-body.ts';

const now = () => 0;
const toElement = (number: number) => ({ log_id: `L${number}`, data: { type: 's', text: 'a\u2028b' } });
const elements = [1, 2, 3].map(toElement);

async function* toChunks(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(text: string, chunkSize = 7) {
  const all: [place: string, what: string][] = [];
  for await (const { place, parsed } of readElements(toChunks(text, chunkSize), { now })) {
    all.push([place, parsed.ok ? parsed.event.logId : 'unusable']);
  }
  return all;
}

describe('readElements', () => {
  it.each<[shape: string, text: string, places: readonly string[]]>([
    ['JSON lines', elements.map((e) => JSON.stringify(e)).join('\n'), ['line 1', 'line 2', 'line 3']],
    [
      'JSON lines with empty lines and CRLF',
      `\r\n${elements.map((e) => JSON.stringify(e)).join('\r\n\r\n')}\r\n`,
      ['line 2', 'line 4', 'line 6'],
    ],
    ['a byte order mark', `\uFEFF${JSON.stringify(elements[0])}`, ['line 1']],
    ['an array', JSON.stringify(elements), ['element 1', 'element 2', 'element 3']],
    ['a printed array', JSON.stringify(elements, undefined, 2), ['element 1', 'element 2', 'element 3']],
    [
      'an array with one element on each line',
      `[\n${elements.map((e) => JSON.stringify(e)).join(',\n')}\n]`,
      ['element 1', 'element 2', 'element 3'],
    ],
    [
      'a logs object',
      JSON.stringify({ logs: elements }),
      ['line 1, element 1', 'line 1, element 2', 'line 1, element 3'],
    ],
    ['one printed object', JSON.stringify(elements[0], undefined, 2), ['line 1']],
  ])('reads %s', async (_shape, text, places) => {
    const expected = places.map((place, index) => [place, `L${index + 1}`]);

    expect(await readAll(text)).toEqual(expected);
    expect(await readAll(text, 1_000_000)).toEqual(expected);
  });

  it('names the line of what it cannot read and goes on after it', async () => {
    const [first, second] = elements.map((element) => JSON.stringify(element));

    expect(await readAll([first, '{"log_id": "broken', '<html>', 'x', second].join('\n'))).toEqual([
      ['line 1', 'L1'],
      ['line 2', 'unusable'],
      ['line 5', 'L2'],
    ]);
  });

  it('takes a printed object among JSON lines for one element, lists and all', async () => {
    const printed = { ...elements[1], prompts: [{ name: 'a' }, { name: 'b' }], flat: [] };
    const lines = [
      JSON.stringify(elements[0]),
      JSON.stringify(printed, undefined, 2),
      JSON.stringify(elements[2]),
    ];

    expect(await readAll(lines.join('\n'))).toEqual([
      ['line 1', 'L1'],
      ['line 2', 'L2'],
      ['line 18', 'L3'],
    ]);
  });

  it.each([
    ['the end of a line', '"type":"s","details":{}}'],
    ['the start of a line', '{"log_id":"cut","ty'],
    ['lines of something else', '# exported\n\n# today'],
  ])('reads JSON lines one by one that begin with %s', async (_what, first) => {
    const iterator = readElements(
      (async function* () {
        yield `${first}\n`;
        for (let number = 1; ; number += 1) yield `${JSON.stringify(toElement(number))}\n`;
      })(),
      { now },
    );

    const [broken, next] = [await iterator.next(), await iterator.next()];
    await iterator.return(undefined);

    expect(broken.value).toMatchObject({ place: 'line 1', parsed: { ok: false } });
    expect(next.value).toMatchObject({ parsed: { ok: true, event: { logId: 'L1' } } });
  });

  it('reads what parseBody reads, whatever stands below one another', async () => {
    const event = fc.record({
      log_id: fc.constantFrom('L1', 'L2', 'L3'),
      type: fc.constant('s'),
      prompts: fc.array(fc.record({ name: fc.constantFrom('a', 'b') }), { maxLength: 3 }),
    });
    const piece = fc.oneof(
      event.map((one) => JSON.stringify(one)),
      event.map((one) => `  ${JSON.stringify(one)}`),
      event.map((one) => JSON.stringify(one, undefined, 2)),
      fc.constantFrom('', '<html>', '{"log_id": "broken', '"type":"s"}', '{"a": }'),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
        const text = pieces.join('\n');
        const whole = parseBody(text, { receivedAtMs: 0 });

        const read = await readAll(text);

        expect(read.map(([, what]) => what)).toEqual(
          whole.map((parsed) => (parsed.ok ? parsed.event.logId : 'unusable')),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('reads nothing from nothing', async () => {
    expect(await readAll('')).toEqual([]);
    expect(await readAll('\n \n')).toEqual([]);
  });

  it('asks for no more input than it needs for the next element', async () => {
    let linesAsked = 0;
    async function* endless() {
      for (;;) {
        linesAsked += 1;
        yield `${JSON.stringify(toElement(linesAsked))}\n`;
      }
    }

    const iterator = readElements(endless(), { now });
    await iterator.next();
    await iterator.return(undefined);

    expect(linesAsked).toBeLessThanOrEqual(2);
  });

  it('gives the same elements however the bytes are cut', async () => {
    const anyElement = fc.record({
      log_id: fc.string({ minLength: 1 }),
      data: fc.record({ type: fc.constant('s'), x: fc.string() }),
    });

    await fc.assert(
      fc.asyncProperty(
        fc.array(anyElement, { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        async (all, size) => {
          const read = await readAll(all.map((element) => JSON.stringify(element)).join('\n'), size);
          expect(read.map(([, logId]) => logId)).toEqual(all.map((element) => element.log_id));
        },
      ),
      { numRuns: 100 },
    );
  });
});
