import { describe, expect, it } from '@jest/globals';
import {
  readBoolean,
  readCountry,
  readEmail,
  readHostname,
  readInteger,
  readIp,
  readText,
} from '../../../../functions/record/reading/read-values.ts';

type Reader = (value: unknown) => unknown;

describe.each<[name: string, read: Reader, cases: readonly (readonly [value: unknown, result: unknown])[]]>([
  [
    'readText',
    readText,
    [
      ['a', 'a'],
      ['', undefined],
      [7, '7'],
      [true, undefined],
      [{}, undefined],
      ['x'.repeat(65_535), 'x'.repeat(65_535)],
      ['x'.repeat(65_536), undefined],
    ],
  ],
  [
    'readInteger',
    readInteger,
    [
      ['201', 201],
      [1.5, undefined],
      [1e300, undefined],
      ['2e2', 200],
    ],
  ],
  [
    'readBoolean',
    readBoolean,
    [
      [true, true],
      ['false', false],
      [0, undefined],
      ['yes', undefined],
    ],
  ],
  [
    'readIp',
    readIp,
    [
      ['203.0.113.77', '203.0.113.77'],
      ['2001:db8::1', '2001:db8::1'],
      ['203.0.113.777', undefined],
      ['203x0x113x77', undefined],
      ['fe80::1%eth0', undefined],
      ['0000:0000:0000:0000:0000:ffff:255.255.255.255', undefined],
      [['203.0.113.77'], undefined],
    ],
  ],
  [
    'readHostname',
    readHostname,
    [
      ['login.example.com', 'login.example.com'],
      ['localhost', 'localhost'],
      ['login_example.com', undefined],
      ['-a.com', undefined],
      ['a..b', undefined],
      [`${'a-'.repeat(126)}!`, undefined],
      ['a'.repeat(254), undefined],
    ],
  ],
  [
    'readEmail',
    readEmail,
    [
      ['alice@example.com', 'alice@example.com'],
      ["o'brien@example.com", "o'brien@example.com"],
      ['alice@localhost', undefined],
      ['[masked]', undefined],
      [`${'a'.repeat(320)}@example.com`, undefined],
    ],
  ],
  [
    'readCountry',
    readCountry,
    [
      ['NL', 'NL'],
      ['NLD', undefined],
      [31, undefined],
    ],
  ],
])('%s', (_name, read, cases) => {
  it.each(cases)('reads %p as %p', (value, result) => {
    expect(read(value)).toBe(result);
  });
});
