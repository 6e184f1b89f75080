import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createProgress, formatMany } from '../../../../functions/cli/terminal/progress-line.ts';

function createTerminal(isTTY: boolean) {
  const pieces: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      pieces.push(chunk);
      done();
    },
  });
  return { stderr: Object.assign(stream, { isTTY, columns: 12 }), pieces };
}

describe('createProgress', () => {
  it('writes nothing where nobody watches', () => {
    const { stderr, pieces } = createTerminal(false);
    const progress = createProgress(stderr, () => 0);

    progress.update(() => 'busy');
    progress.clear();

    expect(pieces).toEqual([]);
  });

  it('writes one line over and over, not too often, never wider than the terminal, and takes it away', () => {
    const { stderr, pieces } = createTerminal(true);
    let nowMs = 0;
    const progress = createProgress(stderr, () => nowMs);

    progress.update(() => '1 event and more');
    progress.update(() => '2 events');
    nowMs = 200;
    progress.update(() => '3 events');
    progress.clear();
    progress.clear();

    expect(pieces).toEqual(['\r\u001b[K1 event and', '\r\u001b[K3 events', '\r\u001b[K']);
  });
});

describe('formatMany', () => {
  it.each([
    [0, '0 events'],
    [1, '1 event'],
    [1_234_567, '1,234,567 events'],
  ])('writes %i as people read it', (count, text) => {
    expect(formatMany(count, 'event')).toBe(text);
  });
});
