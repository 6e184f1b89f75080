import type { Terminal } from '../terminal/command.ts';
import { openInput } from './open-input.ts';
import { type InputElement, parseRegion } from './read-elements.ts';
import { readRegions, type Region } from './read-regions.ts';
import { refuseOthers } from './refuse-others.ts';

type InputTerminal = Pick<Terminal, 'stdin' | 'stderr' | 'now'>;

/**
 * The elements of all files, one file after the other, each in a shape of its own. Where there are several, a place
 * says which: `june.ndjson, line 7`.
 */
export async function* readInputs(
  files: readonly string[],
  terminal: InputTerminal,
): AsyncGenerator<InputElement> {
  for await (const { regions, parse } of readInputRegions(files, terminal)) {
    for (const region of regions) yield* parse(region);
  }
}

/** Some of a file, as text. */
export interface InputRegions {
  readonly regions: readonly Region[];
  /** The elements of one of them. */
  readonly parse: (region: Region) => readonly InputElement[];
}

/** The same, as many at a time as a chunk of a file has: an asynchronous step for each line costs more than its parsing. */
export async function* readInputRegions(
  files: readonly string[],
  terminal: InputTerminal,
): AsyncGenerator<InputRegions> {
  for (const file of files) {
    const input = await openInput(file, terminal);
    const place = files.length > 1 ? `${file}, ` : '';
    const parse = (region: Region) =>
      parseRegion(region, terminal.now(), place).map((element) => {
        const parsed = refuseOthers(element.parsed);
        return parsed === element.parsed ? element : { ...element, parsed };
      });
    for await (const regions of readRegions(input)) yield { regions, parse };
  }
}
