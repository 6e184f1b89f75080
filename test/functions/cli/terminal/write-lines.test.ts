import { Writable } from 'node:stream';
import { describe, expect, it, jest } from '@jest/globals';
import { OutputClosedError, createLineWriter } from '../../../../functions/cli/terminal/write-lines.ts';

function createSink(write: (text: string, done: (error?: Error) => void) => void) {
  return new Writable({
    highWaterMark: 10,
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => write(chunk, done),
  });
}

describe('createLineWriter', () => {
  it('writes every line, in few pieces, and waits for a slow reader', async () => {
    const pieces: string[] = [];
    const writer = createLineWriter(
      createSink((text, done) => {
        pieces.push(text);
        setTimeout(done, 1);
      }),
    );
    const lines = Array.from({ length: 3_000 }, (_, index) => `line ${index} ${'x'.repeat(50)}`);

    for (const line of lines) await writer.write(line);
    await writer.flush();

    expect(pieces.join('')).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(pieces.length).toBeLessThan(10);
  });

  it('lets a single line go after a moment', async () => {
    const pieces: string[] = [];
    const writer = createLineWriter(
      createSink((text, done) => {
        pieces.push(text);
        done();
      }),
    );

    await writer.write('alone');
    await new Promise((resolve) => setTimeout(resolve, 200));

    expect(pieces).toEqual(['alone\n']);
  });

  it.each([
    ['every line', 0],
    ['also what went out by itself', 1_000],
  ])('is flushed only when the system has %s', async (_what, waitMs) => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const reader: { take?: () => void } = {};
    const writer = createLineWriter(createSink((_text, done) => (reader.take = done)));
    let isFlushed = false;

    await writer.write('alone');
    jest.advanceTimersByTime(waitMs);
    jest.useRealTimers();
    const flushed = writer.flush().then(() => (isFlushed = true));
    await new Promise(setImmediate);
    const wasFlushed = isFlushed;
    reader.take?.();
    await flushed;

    expect(wasFlushed).toBe(false);
  });

  it('does not take a line for written whose output was destroyed meanwhile', async () => {
    const sink = createSink(() => sink.destroy());
    const writer = createLineWriter(sink);

    await writer.write('one');

    await expect(writer.flush()).rejects.toBeInstanceOf(OutputClosedError);
  });

  it('says so when the reader has gone', async () => {
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const writer = createLineWriter(createSink((_text, done) => done(gone)));

    await writer.write('one');

    await expect(writer.flush()).rejects.toBeInstanceOf(OutputClosedError);
    await expect(writer.flush()).rejects.toBeInstanceOf(OutputClosedError);
  });

  it('rejects with any other failure in one line, its cause kept', async () => {
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const writer = createLineWriter(createSink((_text, done) => done(full)));

    await writer.write('one');

    await expect(writer.flush()).rejects.toMatchObject({
      name: 'OutputError',
      message: 'cannot write the output: no space left',
      cause: full,
    });
  });

  it('does so too when the write itself throws, as that of a file does', async () => {
    const full = Object.assign(new Error('no space left'), { code: 'EIO' });
    const writer = createLineWriter({
      on: () => undefined,
      write: () => {
        throw full;
      },
    } as unknown as Writable);

    await writer.write('one');

    await expect(writer.flush()).rejects.toMatchObject({ message: 'cannot write the output: EIO' });
    await expect(writer.flush()).rejects.toMatchObject({ message: 'cannot write the output: EIO' });
  });
});
