import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Handler } from 'hono';
import { ocsfVersions } from '../../record/ocsf/ocsf-version.ts';
import { findingLevels } from '../../signals/risk-level.ts';

const { resolve } = createRequire(import.meta.url);
const here = (name: string) => new URL(`page/${name}`, import.meta.url);

/** Every file the page may load, by the name it asks for: nothing else is ever read. */
const files: ReadonlyMap<string, { readonly file: string | URL; readonly type: string }> = new Map([
  ['index.html', { file: here('index.html'), type: 'text/html; charset=utf-8' }],
  ['style.css', { file: here('style.css'), type: 'text/css; charset=utf-8' }],
  ...['main.js', 'dom.js', 'live-view.js', 'detail-view.js', 'try-view.js', 'plots.js'].map(
    (name) => [name, { file: here(name), type: 'text/javascript; charset=utf-8' }] as const,
  ),
  ['uPlot.js', { file: resolve('uplot/dist/uPlot.esm.js'), type: 'text/javascript; charset=utf-8' }],
  ['uPlot.css', { file: resolve('uplot/dist/uPlot.min.css'), type: 'text/css; charset=utf-8' }],
]);

/** What the form offers, in the place of a comment of that name. */
const choices = { ocsfVersions, findingLevels };

function fillIn(page: string): Buffer {
  const toOptions = (values: readonly string[]) =>
    values.map((value) => `<option>${value}</option>`).join('');
  const filled = Object.entries(choices).reduce(
    (text, [name, values]) => text.replace(`<!-- ${name} -->`, toOptions(values)),
    page,
  );
  return Buffer.from(filled);
}

/** Answers `/` and `/playground/page/<file>`; each file is read when it is first asked for. */
export function servePage(): Handler {
  const contents = new Map<string, Buffer>();
  return (c) => {
    const name = c.req.param('file') ?? 'index.html';
    const known = files.get(name);
    if (!known) return c.text('no such file', 404);
    let content = contents.get(name);
    if (!content) {
      content = name === 'index.html' ? fillIn(readFileSync(known.file, 'utf8')) : readFileSync(known.file);
      contents.set(name, content);
    }
    return c.body(new Uint8Array(content), 200, { 'content-type': known.type, 'cache-control': 'no-cache' });
  };
}
