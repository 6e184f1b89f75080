import { tags } from './dom.js';

const { code, div, i, span } = tags;

const letters = { event: ['E', 'event', 'carried over from the event'], session: ['S', 'session', 'carried over from the session'], observed: ['O', 'observed', 'from earlier events of the session'], made: ['M', 'derived', 'made by us'] };
/** Longer texts and lists are cut in the view; what is copied is whole. */
const longestText = 2000;
const mostLines = 3000;

const shorten = (text) => (text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text);
const toToken = (key) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * JSON line by line, with the origin of each value in the gutter: a letter and a bar, so that colour is not alone.
 *
 * @param {(pointer: string) => { origin: string, from: string[] } | undefined} originOf
 * @param {Map<string, string>} marks problems by JSON pointer
 */
export function toJsonLines(root, originOf, marks = new Map()) {
  const lines = [];
  const open = [{ value: root, indent: '', key: undefined, suffix: '', path: '' }];
  while (open.length > 0 && lines.length < mostLines) {
    const next = open.pop();
    if (next.text !== undefined) {
      lines.push(line(next.text));
      continue;
    }
    const { value, indent, key, suffix, path } = next;
    const name = key === undefined ? '' : shorten(JSON.stringify(key));
    const problem = marks.get(path);
    if (typeof value !== 'object' || value === null) {
      lines.push(line(indent, name, `${shorten(JSON.stringify(value) ?? 'null')}${suffix}`, originOf(path), problem));
      continue;
    }
    const [left, right] = Array.isArray(value) ? '[]' : '{}';
    const entries = Object.entries(value);
    if (entries.length === 0) {
      lines.push(line(indent, name, `${left}${right}${suffix}`, undefined, problem));
      continue;
    }
    lines.push(line(indent, name, left, undefined, problem));
    open.push({ text: `${indent}${right}${suffix}` });
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const [child, of] = entries[index];
      open.push({ value: of, indent: `${indent}  `, key: Array.isArray(value) ? undefined : child, suffix: index < entries.length - 1 ? ',' : '', path: `${path}/${toToken(child)}` });
    }
  }
  if (open.length > 0) lines.push(line('… cut here; copy has all of it'));
  return lines;
}

function line(indent, name = '', text = '', origin, problem) {
  const [letter, className, words] = letters[origin?.origin] ?? ['', '', ''];
  const from = origin?.origin === 'made' && origin.from.length > 0 ? `, out of ${origin.from.join(' and ')}` : '';
  return div({ class: `jl ${className}${problem ? ' wrong' : ''}` },
    span({ class: 'o', ...(letter && { title: `${words}${from}` }) }, letter),
    code({}, indent, name && i({}, name), name && ': ', text, problem && span({ class: 'bad-text' }, `   ← ${problem}`)));
}
