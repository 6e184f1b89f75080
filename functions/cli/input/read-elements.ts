import { type ParsedElement, parseBody } from '../../log-event/parse-body.ts';
import { parseElement } from '../../log-event/parse-element.ts';
import { readRegions, type Region } from './read-regions.ts';

/** One element of the input, and where it stands: `line 7`, `element 3`, or both. */
export interface InputElement {
  readonly place: string;
  readonly parsed: ParsedElement;
}

export interface ReadElementsOptions {
  readonly now: () => number;
}

/** Reads events in every shape that `parseBody` takes, as it does. */
export async function* readElements(
  input: AsyncIterable<Buffer | string>,
  { now }: ReadElementsOptions,
): AsyncGenerator<InputElement> {
  for await (const regions of readRegions(input)) {
    for (const region of regions) yield* parseRegion(region, now());
  }
}

/** `receivedAtMs`: when that is what there is to tell the time by. */
export function parseRegion(
  { line, text, isWhole }: Region,
  receivedAtMs: number,
  file = '',
): readonly InputElement[] {
  const whole = isWhole ? undefined : parseLine(text, receivedAtMs);
  if (whole !== undefined) return [{ place: `${file}line ${line}`, parsed: whole }];
  const elements = parseBody(text, { receivedAtMs });
  if (isWhole) {
    const unit = text.trimStart().startsWith('[') ? 'element' : 'line';
    return elements.map((parsed) => ({ place: `${file}${unit} ${parsed.position}`, parsed }));
  }
  const isList = elements.length > 1 && !text.trimEnd().includes('\n');
  return elements.map((parsed, index) => ({
    place: isList ? `${file}line ${line}, element ${index + 1}` : `${file}line ${line + parsed.position - 1}`,
    parsed,
  }));
}

/** Nearly every region is one event: then nothing has to be looked for in it. Undefined for what may be anything else. */
function parseLine(text: string, receivedAtMs: number): ParsedElement | undefined {
  if (text.includes('\n') || text.includes('"logs"')) return undefined;
  const parsed = parseElement(text, { receivedAtMs });
  return parsed.ok ? { ok: true, event: parsed.event, position: 1, text: text.trim() } : undefined;
}
