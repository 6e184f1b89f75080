import { StringDecoder } from 'node:string_decoder';
import { InputError } from '../terminal/user-error.ts';

/** A piece of the input that is read by itself: a line that begins an element, and the lines after it that begin none. */
export interface Region {
  /** From 1: where it begins. */
  readonly line: number;
  readonly text: string;
  /** The input is no JSON lines: this is all of it. */
  readonly isWhole: boolean;
}

/** V8 holds no longer string: 2^29 - 24 characters. */
const maxWholeChars = 536_870_888;

function tooLarge(): InputError {
  return new InputError('cannot read more than 512 MB as one JSON value', { fix: 'give JSON lines' });
}

/** Of the lines in which JSON lines show themselves: the first may be broken, as that of a file cut in two is. */
const maxHeadLines = 10;

/**
 * Cuts the input into its regions, in order, as many at a time as a chunk of it has.
 *
 * JSON lines are read line by line, so that memory stays flat; an array, `{"logs": […]}` or printed JSON is read whole. Which of
 * them it is shows in the first lines: of JSON lines one is a complete object.
 */
export async function* readRegions(input: AsyncIterable<Buffer | string>): AsyncGenerator<readonly Region[]> {
  const head: string[] = [];
  let headChars = 0;
  let whole: OpenRegion | undefined;
  let region: OpenRegion | undefined;
  let lineNumber = 0;

  for await (const lines of readLines(input)) {
    const regions: Region[] = [];
    for (const line of lines) {
      lineNumber += 1;
      if (!whole && !region && (headChars += line.length + 1) > maxWholeChars) throw tooLarge();
      if (whole) {
        whole = append(whole, line);
      } else if (region) {
        if (isBeginning(line, region)) {
          regions.push(region);
          region = open(lineNumber, line);
        } else {
          region = append(region, line);
        }
      } else if (line.trim() === '') {
        head.push(line);
      } else if (isJsonLine(line, head)) {
        regions.push(open(1, head.join('\n')));
        region = open(lineNumber, line);
      } else {
        head.push(line);
        if (isReadWhole(head)) whole = open(1, head.splice(0).join('\n'));
      }
    }
    if (regions.length > 0) yield regions;
  }

  yield [region ?? { line: 1, text: whole?.text ?? head.join('\n'), isWhole: true }];
}

/** One that may go on. */
interface OpenRegion extends Region {
  /** It has one line, which looks like an object from end to end. */
  readonly looksWhole: boolean;
}

function open(line: number, text: string): OpenRegion {
  return { line, text, isWhole: false, looksWhole: /^[ \t]*\{/.test(text) && text.trimEnd().endsWith('}') };
}

function append({ line, text, looksWhole }: OpenRegion, next: string): OpenRegion {
  if (text.length + next.length >= maxWholeChars) throw tooLarge();
  return {
    line,
    text: `${text}\n${next}`,
    isWhole: false,
    looksWhole: looksWhole && next.trim() === '',
  };
}

/** What is indented belongs to the printed object that it stands in, unless there is none. */
function isBeginning(line: string, { looksWhole }: OpenRegion): boolean {
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

function isCompleteObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Lines end with `\n` and nothing else: U+2028 may stand inside a string. Those of one chunk at a time. */
async function* readLines(input: AsyncIterable<Buffer | string>): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let rest: string[] = [];
  let restChars = 0;
  for await (const chunk of input) {
    const lines = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    const last = lines.pop() ?? '';
    if (lines.length > 0) {
      if (restChars + lines[0]!.length > maxWholeChars) throw tooLarge();
      if (rest.length > 0) lines[0] = rest.join('') + lines[0]!;
      rest = [];
      restChars = 0;
      yield lines;
    }
    if (last !== '') rest.push(last);
    restChars += last.length;
    if (restChars > maxWholeChars) throw tooLarge();
  }
  const tail = rest.join('') + decoder.end();
  if (tail !== '') yield [tail];
}
