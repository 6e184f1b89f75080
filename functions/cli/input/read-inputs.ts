import type { Terminal } from '../terminal/command.ts';
import { openInput } from './open-input.ts';
import { type InputElement, readElements } from './read-elements.ts';
import { refuseOthers } from './refuse-others.ts';

/**
 * The elements of all files, one file after the other, each in a shape of its own. Where there are several, a place
 * says which: `june.ndjson, line 7`.
 */
export async function* readInputs(
  files: readonly string[],
  terminal: Pick<Terminal, 'stdin' | 'stderr' | 'now'>,
): AsyncGenerator<InputElement> {
  const { now } = terminal;
  for (const file of files) {
    const input = await openInput(file, terminal);
    for await (const { place, parsed } of readElements(input, { now })) {
      yield { place: files.length > 1 ? `${file}, ${place}` : place, parsed: refuseOthers(parsed) };
    }
  }
}
