import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Handler } from 'hono';
import { packageRoot } from '../../cli/terminal/package-root.ts';

const { resolve } = createRequire(import.meta.url);
const here = (name: string) => new URL(`page/${name}`, import.meta.url);

/** Every file the page may load, by the name it asks for: nothing else is ever read. */
const files: ReadonlyMap<string, { readonly file: string | URL; readonly type: string }> = new Map([
  ['index.html', { file: here('index.html'), type: 'text/html; charset=utf-8' }],
  ['style.css', { file: here('style.css'), type: 'text/css; charset=utf-8' }],
  ...[
    'main.js',
    'dom.js',
    'words.js',
    'schedule.js',
    'store.js',
    'connection.js',
    'route.js',
    'strip.js',
    'filters.js',
    'list-view.js',
    'peek.js',
    'login-view.js',
    'json-view.js',
    'story-columns.js',
    'story-view.js',
    'histogram.js',
    'banner.js',
    'try-view.js',
    'coverage-view.js',
    'volume-view.js',
    'plots.js',
    'export.js',
  ].map((name) => [name, { file: here(name), type: 'text/javascript; charset=utf-8' }] as const),
  ['preact.js', { file: resolve('preact'), type: 'text/javascript; charset=utf-8' }],
  ['uPlot.js', { file: resolve('uplot/dist/uPlot.esm.js'), type: 'text/javascript; charset=utf-8' }],
  // What a signal's definition leads to.
  ['signals.md', { file: new URL('docs/signals.md', packageRoot), type: 'text/plain; charset=utf-8' }],
  ['uPlot.css', { file: resolve('uplot/dist/uPlot.min.css'), type: 'text/css; charset=utf-8' }],
]);

/** Names of the page's files, as a test asks for each of them. */
export const pageFileNames: readonly string[] = [...files.keys()];

interface PageFile {
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly packed: Uint8Array<ArrayBuffer>;
}

/** Answers `/` and `/playground/page/<file>`; each file is read and packed when it is first asked for. */
export function servePage(): Handler {
  const contents = new Map<string, PageFile>();
  return (c) => {
    const name = c.req.param('file') ?? 'index.html';
    const known = files.get(name);
    if (!known) return c.text('no such file', 404);
    let content = contents.get(name);
    if (!content) {
      const plain = readFileSync(known.file);
      content = { plain: new Uint8Array(plain), packed: new Uint8Array(gzipSync(plain)) };
      contents.set(name, content);
    }
    const isPacked = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    return c.body(isPacked ? content.packed : content.plain, 200, {
      'content-type': known.type,
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
      ...(isPacked && { 'content-encoding': 'gzip' }),
    });
  };
}
