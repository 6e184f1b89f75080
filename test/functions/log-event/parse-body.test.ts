import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseBody } from '../../../functions/log-event/parse-body.ts';
import { someOrAll } from '../../support/thorough.ts';
import { toGrowth } from '../../support/cost-growth.ts';
import { anyCharacter } from '../../support/any-character.ts';

const options = { receivedAtMs: 1_800_000_000_000 };
const element = (id: string, extra: object = {}) => ({
  log_id: id,
  data: { type: 's', log_id: id, ...extra },
});
const texts = (elements: readonly unknown[]): string[] => elements.map((one) => JSON.stringify(one));

/** What came out, short: log IDs, and `!` with the position for what was refused. */
const outcome = (body: string): string[] =>
  parseBody(body, options).map((one) => (one.ok ? one.event.logId : `!${one.position}`));
const positions = (body: string): number[] => parseBody(body, options).map(({ position }) => position);

const three = [
  element('a'),
  element('b', { details: { list: [{ log_id: 'x' }, { x: ']},{' }] } }),
  element('c'),
];
const [a, b, c] = texts(three) as [string, string, string];
const print = (value: unknown, indent: number | string = 2): string => JSON.stringify(value, null, indent);

describe('parseBody', () => {
  it.each<[what: string, body: string]>([
    ['JSON lines', `${a}\n${b}\n${c}\n`],
    ['JSON lines without a last newline', `${a}\n${b}\n${c}`],
    ['JSON lines with CRLF', `${a}\r\n${b}\r\n${c}\r\n`],
    ['JSON lines with blank lines', `\n\n${a}\n  \n${b}\n\r\n\n${c}\n\n`],
    ['JSON lines that are indented', `  ${a}\n\t${b}\n  ${c}`],
    ['a byte order mark', `\ufeff${a}\n${b}\n${c}`],
    ['an array', `[${a},${b},${c}]`],
    ['an array, one element a line', `[\n${a},\n${b},\n${c}\n]\n`],
    ['an array, commas first', `[${a}\n,${b}\n,${c}]\n`],
    ['an array, printed', print(three)],
    ['an array, printed with tabs and CRLF', print(three, '\t').replaceAll('\n', '\r\n')],
    ['an array behind a byte order mark', `\ufeff [ ${a} , ${b} , ${c} ] `],
    ['an array with a comma too many', `[${a},${b},,${c},]`],
    ['logs', JSON.stringify({ logs: three })],
    ['logs, printed', print({ logs: three })],
    ['logs with totals', JSON.stringify({ start: 0, limit: 50, length: 3, logs: three, total: 3 })],
    ['logs with totals, printed', print({ start: 0, limit: null, logs: three, total: 3, next: null })],
    ['arrays in lines', `[${a},${b}]\n[${c}]\n`],
    ['an array and lines', `[${a},${b}]\n${c}\n`],
    ['lines and logs', `${a}\n{"logs":[${b}]}\n{"logs":[${c}]}\n`],
    ['objects printed below one another', three.map((one) => print(one)).join('\n')],
    ['objects without anything between', `${a}${b}${c}`],
    ['objects without anything between, in lines', `${a}${b}\n${c}`],
    ['printed objects without anything between', three.map((one) => print(one)).join('')],
  ])('reads %s', (_what, body) => {
    const parsed = parseBody(body, options);

    expect(parsed.map((one) => one.ok && one.event.data)).toEqual(three.map(({ data }) => data));
    for (const { text } of parsed) expect(body).toContain(text);
  });

  it.each<[what: string, body: string, ids: string[]]>([
    ['one object', a, ['a']],
    ['one object, printed', print(three[1]), ['b']],
    ['one object, printed without indentation', '{\n"log_id":"a",\n"data":\n{"type":"s"}\n}', ['a']],
    ['an object whose first line looks whole', '{"log_id":"a","data":{"type":"s"}\n}', ['a']],
    ['logs with one event', `{"logs":[${a}]}`, ['a']],
    ['an event that has a list called logs', '{"type":"s","log_id":"a","logs":[{"type":"s"}]}', ['a']],
    ['nothing', '', []],
    ['white space', ' \r\n\t\n', []],
    ['a byte order mark alone', '\ufeff', []],
    ['an empty array', '[]', []],
    ['empty logs', '{"logs": [ ]}\n', []],
  ])('reads %s', (_what, body, ids) => {
    expect(outcome(body)).toEqual(ids);
  });

  it.each<[what: string, body: string, expected: number[]]>([
    ['elements of an array', `[\n${a},\n\n${b},\n${c}]`, [1, 2, 3]],
    ['elements of logs', `{"logs":[${a},${b},${c}]}`, [1, 2, 3]],
    ['lines', `\n${a}\n\nnonsense\n${b}\n`, [2, 4, 5]],
    ['first lines of printed objects', `${print(three[0])}\n${print(three[2])}`, [1, 8]],
    ['lines of arrays', `[${a},${b}]\n[${c}]`, [1, 1, 2]],
    ['lines of objects that stand in one', `${a}\n${b}${c}`, [1, 2, 2]],
  ])('counts %s', (_what, body, expected) => {
    expect(positions(body)).toEqual(expected);
  });

  it('splits at the newline only', () => {
    const odd = element('a', { user_agent: 'x\u2028y\u2029z\u0085\u000b\u00a0' });

    expect(parseBody(`${JSON.stringify(odd)}\n${b}`, options)).toMatchObject([
      { ok: true, position: 1, event: { data: odd.data } },
      { ok: true, position: 2 },
    ]);
  });

  it("keeps each element's own text", () => {
    const written =
      '{ "log_id" : "a" , "data":{"type":"s","n":100000000000000000007, "n2":1.50, "u":"\\u0041"} }';

    for (const body of [written, `[ ${written}, ${b} ]`, `{"logs":[${written}]}`, `${b}\n${written} \r\n`]) {
      expect(parseBody(body, options).map(({ text }) => text)).toContain(written);
    }
  });

  const broken: [what: string, text: string][] = [
    ['cut', b.slice(0, 30)],
    ['cut in a key', b.slice(0, 4)],
    ['without its last bracket', b.slice(0, -1)],
    ['with a bracket too many', `${b}}`],
    ['with the wrong bracket', b.replace('}', ']')],
    ['without a quote', b.replace('"b"', '"b')],
    ['with a quote too many', b.replace('"b"', '"b""')],
    ['without a colon', b.replace(':', ' ')],
    ['with a comma too many', b.replace('}', ',}')],
    ['with a raw control character', b.replace('"b"', '"\u0001"')],
    ['a word', 'nonsense'],
    ['a number', '17'],
    ['without its first bracket', b.slice(1)],
    ['an empty object', '{}'],
    ['no event', '{"log_id":"b","data":{"user_name":"x"}}'],
    ['nested too deep', `{"log_id":"b","data":{"type":"s","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`],
    ['an unclosed nest', `{"log_id":"b","data":${'[{"x":'.repeat(5_000)}`],
  ];

  describe.each(broken)('with one element %s', (_what, text) => {
    it.each<[format: string, body: string]>([
      ['JSON lines', `${a}\n${text}\n${c}\n`],
      ['an array', `[${a},${text},${c}]`],
      ['an array, one element a line', `[\n${a},\n${text},\n${c}\n]`],
      ['logs', `{"logs":[${a},${text},${c}]}`],
    ])('reads the others in %s', (_format, body) => {
      const parsed = parseBody(body, options);

      expect(parsed.flatMap((one) => (one.ok ? [one.text] : []))).toEqual([a, c]);
      expect(parsed.length).toBeGreaterThanOrEqual(3);
    });

    it.each<[format: string, first: string, last: string]>([
      ['JSON lines', `${text}\n${a}`, `${a}\n${text}`],
      ['an array', `[${text},${a}]`, `[${a},${text}]`],
      ['logs', `{"logs":[${text},${a}]}`, `{"logs":[${a},${text}]}`],
    ])('reads the other, first or last, in %s', (_format, first, last) => {
      for (const body of [first, last]) {
        expect(parseBody(body, options).flatMap((one) => (one.ok ? [one.text] : []))).toEqual([a]);
      }
    });
  });

  it.each<[what: string, body: string, ids: string[]]>([
    ['an array that is cut', `[${a},${b},${c.slice(0, 20)}`, ['a', 'b', '!3']],
    ['an array that is not closed', `[${a},${b}`, ['a', 'b']],
    ['logs that are cut', `{"logs":[${a},${b.slice(0, 20)}`, ['a', '!2']],
    [
      'a printed object that is cut, between others',
      `${print(three[0])}\n{\n  "log_id": "b",\n  "data":\n${print(three[2])}`,
      ['a', '!8', 'c'],
    ],
    ['a page of HTML', '<html>\n<body>\n502 Bad Gateway\n</body></html>\n', ['!1']],
    ['garbage between lines', `${a}\n)]}'\n<x>\n${c}`, ['a', '!2', 'c']],
    ['a broken array above a line', `[${a},{"x":]\n${c}`, ['a', '!1', 'c']],
    ['brackets alone', '[[[[', ['!1']],
  ])('makes the best of %s', (_what, body, ids) => {
    expect(outcome(body)).toEqual(ids);
  });

  it('loses no character of what it refuses', () => {
    const body = `[${a},{"x":"y},${c}]`;

    expect(parseBody(body, options).map(({ text }) => text)).toEqual([a, '{"x":"y}', c]);
  });

  const anyEvent = fc.record(
    {
      type: fc.string({ minLength: 1 }),
      details: fc.jsonValue({ maxDepth: 4 }),
      user_agent: fc.string({ unit: anyCharacter }),
    },
    { requiredKeys: ['type'] },
  );
  const anyEvents = fc.array(
    fc.tuple(fc.stringMatching(/^[0-9]{56}$/), anyEvent).map(([log_id, data]) => ({ log_id, data })),
    { minLength: 1, maxLength: 8 },
  );
  const layouts: Record<string, (elements: readonly unknown[]) => string> = {
    'JSON lines': (elements) => texts(elements).join('\n'),
    'JSON lines, CRLF': (elements) =>
      texts(elements)
        .map((text) => `${text}\r\n`)
        .join(''),
    'an array': (elements) => JSON.stringify(elements),
    'a printed array': (elements) => print(elements),
    logs: (elements) => JSON.stringify({ logs: elements }),
    'printed logs': (elements) => print({ logs: elements }, '\t'),
    'printed objects': (elements) => elements.map((one) => print(one)).join('\n'),
    'no separator': (elements) => texts(elements).join(''),
  };

  it.each(Object.keys(layouts))('reads any events back from %s', (name) => {
    fc.assert(
      fc.property(anyEvents, (elements) => {
        fc.pre(!/\d{57}|\d[eE.]|[^"\d]\d{16}/.test(JSON.stringify(elements)));
        const parsed = parseBody(layouts[name]?.(elements) ?? '', options);

        expect(parsed.map((one) => one.ok && one.event.logId)).toEqual(elements.map(({ log_id }) => log_id));
        expect(parsed.map(({ text }) => JSON.parse(text) as unknown)).toEqual(
          JSON.parse(JSON.stringify(elements)),
        );
      }),
      { numRuns: someOrAll(30, 100) },
    );
  });

  it.each(['JSON lines', 'an array', 'logs'])('keeps a broken element from its neighbours in %s', (name) => {
    const mutation = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 20 }),
      insert: fc.constantFrom('', '"', '{', '}', '[', ']', ',', '\\', ':', '{"', '"}', '}}', '\u0000', 'x'),
    });
    fc.assert(
      fc.property(fc.nat({ max: 2 }), mutation, (index, { at, remove, insert }) => {
        const whole = three.map((one) => JSON.stringify(one));
        const victim = whole[index] ?? '';
        const cut = at % victim.length;
        const mutated = victim.slice(0, cut) + insert + victim.slice(cut + remove);
        const others = whole.filter((_text, other) => other !== index);
        const sent = whole.map((text, other) => (other === index ? mutated : text));
        const body =
          name === 'JSON lines'
            ? sent.join('\n')
            : name === 'logs'
              ? `{"logs":[${sent.join(',')}]}`
              : `[${sent.join(',')}]`;

        const read = parseBody(body, options).flatMap((one) => (one.ok ? [one.text] : []));

        for (const other of others) expect(read).toContain(other);
      }),
      // Where a bracket too many makes one array of it and those behind it.
      {
        numRuns: someOrAll(75, 500),
        examples: [0, 1, 2].map((index) => [index, { at: 0, remove: 0, insert: '[' }]),
      },
    );
  });

  it('never throws, and gives every character but white space, commas and brackets back', () => {
    const strip = (text: string): string => text.replaceAll(/[\s,[\]{}\ufeff]|"logs":?/g, '');
    const anyText = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.json(),
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            '\\',
            '\n',
            ',',
            ':',
            ' ',
            'a',
            '{"logs":[',
            a,
            '{"log_id":',
          ),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anyText, (body) => {
        const all = parseBody(body, options)
          .map(({ text }) => text)
          .join('');
        expect(strip(all)).toBe(strip(body));
      }),
      { numRuns: someOrAll(75, 500) },
    );
  });

  it.each<[what: string, count: number, toBody: (count: number) => string]>([
    ['opening brackets', 125_000, (count) => '['.repeat(count)],
    ['opening braces in lines', 800, (count) => '{\n'.repeat(count)],
    ['indented braces in lines', 800, (count) => '{"a":\n'.concat(' {"a":\n'.repeat(count))],
    ['unclosed elements', 800, (count) => `[${'{"log_id":,'.repeat(count)}]`],
    ['unclosed strings', 800, (count) => `[${'{"log_id":"x,'.repeat(count)}]`],
    ['closing brackets in logs', 800, (count) => `{"logs":[${'],"x",{"log_id":'.repeat(count)}`],
    ['commas', 250_000, (count) => `[${','.repeat(count)}]`],
    ['blank lines', 125_000, (count) => `{\n${'\n'.repeat(count)}x`],
    ['spaces', 250_000, (count) => `[ ]${' '.repeat(count)}x`],
    ['quotes', 250_001, (count) => `[${'"'.repeat(count)}`],
    ['backslashes', 250_001, (count) => `["${'\\'.repeat(count)}`],
    ['escaped quotes', 125_000, (count) => `["${'\\"'.repeat(count)}`],
    ['objects without anything between', 40_000, (count) => '{}'.repeat(count)],
    ['halves without anything between', 20_000, (count) => '{}{'.repeat(count)],
  ])('reads eight times as many %s for less than 24 times as much', (_what, count, toBody) => {
    const [once, often] = [toBody(count), toBody(8 * count)];

    // It would be 64 times, if each looked at all the others.
    const growth = toGrowth(
      () => parseBody(once, options),
      () => parseBody(often, options),
    );
    expect(growth).toBeLessThan(24);
  });
});
