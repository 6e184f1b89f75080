import { StringDecoder } from 'node:string_decoder';
import { type ParsedElement, parseBody } from '../../log-event/parse-body.ts';
import { InputError } from '../terminal/user-error.ts';

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

function tooLarge(): InputError {
  return new InputError('cannot read more than 512 MB as one JSON value', { fix: 'give JSON lines' });
}

/** Of the lines in which JSON lines show themselves: the first may be broken, as that of a file cut in two is. */
const maxHeadLines = 10;

/**
 * Reads events in every shape that `parseBody` takes, as it does.
 *
 * JSON lines are read line by line, so that memory stays flat; an array, `{"logs": […]}` or printed JSON is read
 * whole. Which of them it is shows in the first lines: of JSON lines one is a complete object.
 */
export async function* readElements(
  input: AsyncIterable<Buffer | string>,
  options: ReadElementsOptions,
): AsyncGenerator<InputElement> {
  const head: string[] = [];
  let headChars = 0;
  let whole: Region | undefined;
  let region: Region | undefined;
  let lineNumber = 0;

  for await (const line of readLines(input, options.onBytes)) {
    lineNumber += 1;
    if (!whole && !region && (headChars += line.length + 1) > maxWholeChars) throw tooLarge();
    if (whole) {
      whole = append(whole, line);
    } else if (region) {
      if (isBeginning(line, region)) {
        yield* readRegion(region, options);
        region = toRegion(lineNumber, line);
      } else {
        region = append(region, line);
      }
    } else if (line.trim() === '') {
      head.push(line);
    } else if (isJsonLine(line, head)) {
      yield* readRegion(toRegion(1, head.join('\n')), options);
      region = toRegion(lineNumber, line);
    } else {
      head.push(line);
      if (isReadWhole(head)) whole = toRegion(1, head.splice(0).join('\n'));
    }
  }

  if (region) yield* readRegion(region, options);
  else yield* readWhole(whole?.text ?? head.join('\n'), options);
}

/** A line that begins an element, and the lines after it that begin none. */
interface Region {
  readonly line: number;
  readonly text: string;
  /** It has one line, which looks like an object from end to end. */
  readonly looksWhole: boolean;
}

function toRegion(line: number, text: string): Region {
  return { line, text, looksWhole: /^[ \t]*\{/.test(text) && text.trimEnd().endsWith('}') };
}

function append({ line, text, looksWhole }: Region, next: string): Region {
  if (text.length + next.length >= maxWholeChars) throw tooLarge();
  return { line, text: `${text}\n${next}`, looksWhole: looksWhole && next.trim() === '' };
}

/** What is indented belongs to the printed object that it stands in, unless there is none. */
function isBeginning(line: string, { looksWhole }: Region): boolean {
  return looksWhole ? /^[ \t]*[{[]/.test(line) : /^[{[]/.test(line);
}

function isJsonLine(line: string, head: readonly string[]): boolean {
  const isFirst = head.every((before) => before.trim() === '');
  return (isFirst || line.startsWith('{')) && isCompleteObject(line);
}

/** Whether its first line opens what goes on over lines, or none of the first lines is a complete object. */
function isReadWhole(head: readonly string[]): boolean {
  const lines = head.map((line) => line.replace(/^\uFEFF/, '').trim()).filter((line) => line !== '');
  return lines.length >= maxHeadLines || /^(?:\[|\{(?:.*[{[,:])?$)/.test(lines[0] ?? '');
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
  let restChars = 0;
  for await (const chunk of input) {
    onBytes?.(chunk.length);
    const lines = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      if (restChars + line.length > maxWholeChars) throw tooLarge();
      yield rest.length > 0 ? rest.join('') + line : line;
      rest = [];
      restChars = 0;
    }
    if (last !== '') rest.push(last);
    restChars += last.length;
    if (restChars > maxWholeChars) throw tooLarge();
  }
  const tail = rest.join('') + decoder.end();
  if (tail !== '') yield tail;
}
