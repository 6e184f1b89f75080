import { StringDecoder } from 'node:string_decoder';
import { type ParsedElement, parseBody } from '../log-event/parse-body.ts';
import { InputError } from './user-error.ts';

/** One element of the input, and where it stands: `line 7`, `element 3`, or both. */
export interface InputElement {
  readonly place: string;
  readonly parsed: ParsedElement;
}

export interface ReadElementsOptions {
  readonly now: () => number;
  /** Told how many bytes were read. */
  readonly onBytes?: (bytes: number) => void;
}

/** V8 holds no longer string: 2^29 - 24 characters. */
const maxWholeChars = 536_870_888;

/**
 * Reads events in every shape that `parseBody` takes.
 *
 * JSON lines are read line by line, so that memory stays flat; an array, `{"logs": […]}` or printed JSON is read
 * whole. Which of them it is shows in the first line: of JSON lines it is one complete object.
 */
export async function* readElements(
  input: AsyncIterable<Buffer | string>,
  options: ReadElementsOptions,
): AsyncGenerator<InputElement> {
  let whole: string[] | undefined;
  let wholeChars = 0;
  let region: Region | undefined;
  let lineNumber = 0;

  for await (const line of readLines(input, options.onBytes)) {
    lineNumber += 1;
    if (whole) {
      wholeChars += line.length + 1;
      if (wholeChars > maxWholeChars)
        throw new InputError('cannot read more than 512 MB as one JSON value; give JSON lines');
      whole.push(line);
    } else if (region === undefined) {
      if (line.trim() === '') continue;
      if (isCompleteObject(line)) region = { line: lineNumber, text: line };
      else whole = [...Array.from({ length: lineNumber - 1 }, () => ''), line];
    } else if (/^[ \t]*[{[]/.test(line)) {
      yield* readRegion(region, options);
      region = { line: lineNumber, text: line };
    } else {
      region = { ...region, text: `${region.text}\n${line}` };
    }
  }

  if (region) yield* readRegion(region, options);
  if (whole) yield* readWhole(whole.join('\n'), options);
}

/** A line that begins an element, and the lines after it that begin none. */
interface Region {
  readonly line: number;
  readonly text: string;
}

function* readRegion({ line, text }: Region, { now }: ReadElementsOptions): Generator<InputElement> {
  const elements = parseBody(text, { receivedAtMs: now() });
  const isList = elements.length > 1 && !text.trimEnd().includes('\n');
  for (const [index, parsed] of elements.entries()) {
    const place = isList ? `line ${line}, element ${index + 1}` : `line ${line + parsed.position - 1}`;
    yield { place, parsed };
  }
}

function* readWhole(text: string, { now }: ReadElementsOptions): Generator<InputElement> {
  const isArray = text.trimStart().startsWith('[');
  for (const parsed of parseBody(text, { receivedAtMs: now() })) {
    yield { place: `${isArray ? 'element' : 'line'} ${parsed.position}`, parsed };
  }
}

function isCompleteObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Lines end with `\n` and nothing else: U+2028 may stand inside a string. */
async function* readLines(
  input: AsyncIterable<Buffer | string>,
  onBytes: ((bytes: number) => void) | undefined,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest: string[] = [];
  for await (const chunk of input) {
    onBytes?.(chunk.length);
    const lines = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      yield rest.length > 0 ? rest.join('') + line : line;
      rest = [];
    }
    if (last !== '') rest.push(last);
  }
  const tail = rest.join('') + decoder.end();
  if (tail !== '') yield tail;
}
