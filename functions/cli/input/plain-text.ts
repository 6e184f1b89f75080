import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError, readErrorCode } from '../terminal/user-error.ts';

/** How files begin that are given now and then and are no text. */
const beginnings: readonly { readonly bytes: readonly number[]; readonly what: string }[] = [
  { bytes: [0xff, 0xfe], what: 'UTF-16, expected UTF-8: iconv -f UTF-16 -t UTF-8 makes it so' },
  { bytes: [0xfe, 0xff], what: 'UTF-16, expected UTF-8: iconv -f UTF-16 -t UTF-8 makes it so' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive, expected JSON text: unpack it first' },
  {
    bytes: [0x28, 0xb5, 0x2f, 0xfd],
    what: 'compressed by zstd, expected JSON text or gzip: zstd -d unpacks it',
  },
  { bytes: [0x42, 0x5a, 0x68], what: 'compressed by bzip2, expected JSON text or gzip: bunzip2 unpacks it' },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'Parquet, expected JSON text' },
];
const gzip = [0x1f, 0x8b];
const longestBeginning = 4;

/**
 * The bytes as they are, or unpacked when they are gzip, as Firehose writes them. `name` is for messages.
 *
 * Throws InputError where the first bytes tell another encoding, and where gzip is damaged or breaks off.
 */
export async function* toPlainText(
  input: AsyncIterable<Buffer | string>,
  name: string,
): AsyncGenerator<Buffer> {
  const chunks = input[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  while (first.length < longestBeginning) {
    const next = await chunks.next();
    if (next.done === true) break;
    first = Buffer.concat([first, Buffer.from(next.value)]);
  }

  async function* readAll(): AsyncGenerator<Buffer> {
    if (first.length > 0) yield first;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      yield typeof next.value === 'string' ? Buffer.from(next.value) : next.value;
    }
  }

  const isBegunBy = (bytes: readonly number[]) => bytes.every((byte, index) => first[index] === byte);
  const other = beginnings.find(({ bytes }) => isBegunBy(bytes));
  if (other) throw new InputError(`cannot read ${name}: it is ${other.what}`);
  if (isBegunBy(gzip)) yield* unpack(readAll(), name);
  else yield* readAll();
}

async function* unpack(packed: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let packedBytes = 0;
  async function* count(): AsyncGenerator<Buffer> {
    for await (const chunk of packed) {
      packedBytes += chunk.length;
      yield chunk;
    }
  }
  const gunzip = createGunzip();
  // Errors of either stream come out of the iteration below.
  const plain = pipeline(Readable.from(count()), gunzip, () => undefined);
  try {
    for await (const chunk of plain) yield chunk as Buffer;
  } catch (error) {
    const code = readErrorCode(error) ?? '';
    if (!code.startsWith('Z_')) throw error;
    throw new InputError(`cannot read ${name} to its end: ${toGzipFault(code, error)}`, { cause: error });
  }
  // zlib stops at zeros without a word, whatever comes after them.
  if (gunzip.bytesWritten < packedBytes) {
    throw new InputError(`cannot read ${name} to its end: ${trailing}`);
  }
}

const trailing = 'bytes that are no gzip follow after the end of the gzip';

function toGzipFault(code: string, error: unknown): string {
  if (code === 'Z_BUF_ERROR') return 'the gzip breaks off';
  // Of the first header the magic number was looked at already: this one comes after an end.
  const isSecondHeader = String(Object(error).message) === 'incorrect header check';
  return isSecondHeader ? trailing : `the gzip is damaged (${code})`;
}
