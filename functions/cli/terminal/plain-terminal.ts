import { Writable } from 'node:stream';
import { calledAs } from './called-as.ts';
import type { Terminal } from './command.ts';
import { escapeControls } from './escape-controls.ts';
import { eraseLine } from './progress-line.ts';

type Screen = Terminal['stderr'];

/**
 * The same terminal, on which no text of somebody else's is obeyed. What goes to a file or another program through
 * standard output stays as it is, byte for byte. Messages say how commands are called where this runs.
 */
export function toPlainTerminal(terminal: Terminal): Terminal {
  const { stdout, stderr, program } = terminal;
  return {
    ...terminal,
    stdout: stdout.isTTY ? new PlainScreen(stdout, 'waits') : stdout,
    // A message is on its way before the command goes on, as it was without us.
    stderr: new PlainScreen(stderr, 'goes on', (text) => calledAs(program, text)),
  };
}

/** A line that is coloured as a whole is ours: neither a record nor a message begins with somebody else's text. */
const escapedColour = /^\\u001b(\[[\d;]+m.*)\\u001b\[0m$/gm;

class PlainScreen extends Writable {
  readonly #screen: Screen;
  readonly #writer: 'waits' | 'goes on';
  readonly #reword: (text: string) => string;

  constructor(screen: Screen, writer: 'waits' | 'goes on', reword = (text: string) => text) {
    super({ decodeStrings: false });
    this.#reword = reword;
    this.#screen = screen;
    this.#writer = writer;
    // It is told by the callback of the write that fails; nobody else is there to hear of it.
    screen.on('error', () => undefined);
    this.on('error', () => undefined);
  }

  get isTTY(): boolean {
    return this.#screen.isTTY ?? false;
  }

  get columns(): number {
    return this.#screen.columns ?? 0;
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const text = this.#reword(String(chunk));
    // The progress line's own; somebody else's text never begins what is written.
    const own = text.startsWith(eraseLine) ? eraseLine : '';
    const plain = escapeControls(text.slice(own.length)).replaceAll(escapedColour, '\u001b$1\u001b[0m');
    if (this.#writer === 'waits') this.#screen.write(`${own}${plain}`, done);
    else {
      this.#screen.write(`${own}${plain}`);
      done();
    }
  }
}
