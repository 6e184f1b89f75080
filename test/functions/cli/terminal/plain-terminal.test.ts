import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Terminal } from '../../../../functions/cli/terminal/command.ts';
import { toPlainTerminal } from '../../../../functions/cli/terminal/plain-terminal.ts';
import { createProgress } from '../../../../functions/cli/terminal/progress-line.ts';

const clear = '\u001b[2J\u009b2J\r\u202e\u2028\u007f';
const shown = '\\u001b[2J\\u009b2J\\u000d\\u202e\\u2028\\u007f';

function createScreen(isTTY: boolean) {
  const pieces: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      pieces.push(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns: 0 }), pieces };
}

function createTerminal(isTTY: boolean) {
  const [stdout, stderr] = [createScreen(isTTY), createScreen(isTTY)];
  const terminal: Terminal = {
    stdin: Readable.from([]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: {},
    now: () => 0,
  };
  return { plain: toPlainTerminal(terminal), stdout: stdout.pieces, stderr: stderr.pieces };
}

describe('toPlainTerminal', () => {
  it.each([true, false])('shows what a terminal would obey in messages, terminal or not (%s)', (isTTY) => {
    const { plain, stderr } = createTerminal(isTTY);

    plain.stderr.write(`unusable: ${clear}\tä 🙂\n`);

    expect(stderr.join('')).toBe(`unusable: ${shown}\tä 🙂\n`);
  });

  it('does so with records on a terminal, which stay the same JSON', async () => {
    const { plain, stdout } = createTerminal(true);
    const record = { user: { name: clear } };

    await new Promise((resolve) => plain.stdout.write(`${JSON.stringify(record)}\n`, resolve));

    expect(stdout.join('')).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.parse(stdout.join(''))).toEqual(record);
  });

  it('leaves every byte as it is where another program reads', () => {
    const { plain, stdout } = createTerminal(false);

    plain.stdout.write(clear);

    expect(stdout.join('')).toBe(clear);
  });

  it('lets the progress line and lines in our own colours through, whose text may not end them', async () => {
    const { plain, stdout, stderr } = createTerminal(true);
    const progress = createProgress(plain.stderr, plain.now);

    progress.update(() => 'half \u001b[2J');
    progress.clear();
    const coloured = '\u001b[1;31mHigh  \u001b[2Jcasey\u001b[0m\n';
    await new Promise((resolve) => plain.stdout.write(coloured, resolve));

    expect(stderr.join('')).toBe('\r\u001b[Khalf \\u001b[2J\r\u001b[K');
    expect(stdout.join('')).toBe('\u001b[1;31mHigh  \\u001b[2Jcasey\u001b[0m\n');
  });

  it('shows progress on a terminal that tells 0 columns', () => {
    const { plain, stderr } = createTerminal(true);

    createProgress(plain.stderr, plain.now).update(() => '1,234 events');

    expect(stderr.join('')).toBe('\r\u001b[K1,234 events');
  });
});
