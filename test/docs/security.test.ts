import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const readText = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const rows = readText('docs/security.md')
  .split('\n')
  .flatMap((line) => {
    const row = /^\| (.+) \| (`(?:functions|infra)\/.+) \| `(test\/[^`]+)`: (.+) \|$/.exec(line);
    return row
      ? [
          {
            guard: row[1] ?? '',
            places: row[2] ?? '',
            file: row[3] ?? '',
            names: row[4]?.split('; also ') ?? [],
          },
        ]
      : [];
  });

/** The titles of a file's tests, as patterns: what a table puts in may be anything. */
function toTitles(source: string): RegExp[] {
  const literals = [...source.matchAll(/(['"`])((?:\\.|(?!\1)[^\\\n]){6,})\1,/g)].map(
    ([, , text = '']) => text,
  );
  return literals.map((text) => {
    const escaped = text.replaceAll(/\\(.)/g, '$1').replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    return new RegExp(`(?:^| )${escaped.replaceAll(/%[sdijp]/g, '.+')}$`);
  });
}

describe('docs/security.md', () => {
  it.each(rows)('names for "$guard" a test that there is', ({ file, names }) => {
    expect(existsSync(new URL(`../../${file}`, import.meta.url))).toBe(true);
    const titles = toTitles(readText(file));

    expect(names.filter((name) => !titles.some((title) => title.test(name)))).toEqual([]);
  });

  it.each(rows)('says where "$guard" is', ({ places }) => {
    const files = [...places.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);

    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([]);
  });

  it('has a row for every guard', () => {
    expect(rows.length).toBeGreaterThan(70);
  });
});
