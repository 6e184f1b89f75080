import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { toPlainText } from '../../../../functions/cli/input/plain-text.ts';

const text = `${JSON.stringify({ log_id: 'L1', data: { type: 's' } })}\n`.repeat(5_000);

async function* toChunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(bytes: Buffer, size = 65_536): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of toPlainText(toChunks(bytes, size), 'events')) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('toPlainText', () => {
  it.each([1, 3, 65_536])('gives text as it is, in pieces of %i bytes', async (size) => {
    expect(await readAll(Buffer.from(text.slice(0, 2_000)), size)).toBe(text.slice(0, 2_000));
  });

  it.each([1, 65_536])('unpacks gzip in pieces of %i bytes', async (size) => {
    expect(await readAll(gzipSync(text), size)).toBe(text);
  });

  it('unpacks several gzip files one after the other', async () => {
    expect(await readAll(Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]))).toBe('a\nb\n');
  });

  it.each([[''], ['x'], ['[]']])('takes %j for text', async (short) => {
    expect(await readAll(Buffer.from(short))).toBe(short);
  });

  it.each<[what: string, bytes: Buffer, message: RegExp]>([
    [
      'UTF-16',
      Buffer.from('\uFEFF{"a":1}', 'utf16le'),
      /^cannot read events: it is UTF-16, expected UTF-8: iconv/,
    ],
    ['UTF-16, big end first', Buffer.from([0xfe, 0xff, 0x00, 0x7b]), /it is UTF-16/],
    ['ZIP', Buffer.from('PK\u0003\u0004'), /it is a ZIP archive/],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), /compressed by zstd/],
    ['bzip2', Buffer.from('BZh9'), /compressed by bzip2/],
    ['Parquet', Buffer.from('PAR1'), /it is Parquet/],
    [
      'gzip that breaks off',
      gzipSync(text).subarray(0, 100),
      /^cannot read events to its end: the gzip breaks off$/,
    ],
    [
      'text after the end of gzip',
      Buffer.concat([gzipSync('a\n'), Buffer.from('{"a":1}\n')]),
      /^cannot read events to its end: bytes that are no gzip follow after the end of the gzip$/,
    ],
    [
      'gzip after zeros after the end of gzip',
      Buffer.concat([gzipSync('a\n'), Buffer.alloc(8), gzipSync('b\n')]),
      /bytes that are no gzip follow after the end of the gzip$/,
    ],
    [
      'gzip that is damaged',
      Buffer.concat([gzipSync(text).subarray(0, 20), Buffer.alloc(2_000, 0xff)]),
      /the gzip is damaged \(Z_DATA_ERROR\)$/,
    ],
  ])('says what to do about %s', async (_what, bytes, message) => {
    const error = await readAll(bytes, 7).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ name: 'InputError', message: expect.stringMatching(message) });
  });

  it('passes on that the disk cannot be read', async () => {
    async function* broken() {
      yield gzipSync(text).subarray(0, 50);
      throw Object.assign(new Error('read failed'), { code: 'EIO' });
    }

    const read = async () => {
      for await (const _chunk of toPlainText(broken(), 'events'));
    };

    await expect(read()).rejects.toThrow('read failed');
  });
});
