import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'findings/README.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join('docs', name.replaceAll(path.sep, '/'))),
];

/** Files of this project that a page names between backticks, or links to. */
function readNames(page: string): string[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  const named = [...text.matchAll(/`((?:functions|infra|test|docs)\/[\w./-]+\.\w+)`/g)].map(
    ([, name = '']) => name,
  );
  const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, name = '']) =>
    path.posix.join(path.posix.dirname(page), name),
  );
  // Tenant files come and go with their tenants.
  return [...new Set([...named, ...linked])].filter((name) => !name.startsWith('infra/tenants/'));
}

describe('the pages', () => {
  it.each(pages)('%s names files that exist', (page) => {
    expect(readNames(page).filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  it('list every decision', () => {
    const folder = path.join(root, 'docs/decisions');
    const decisions = readdirSync(folder).filter((name) => name !== 'README.md');

    expect(readNames('docs/decisions/README.md')).toEqual(decisions.map((name) => `docs/decisions/${name}`));
  });

  it('have a row for each finding', () => {
    const findings = readdirSync(path.join(root, 'findings')).filter((name) => name.endsWith('.sh'));
    const named = new Set(readNames('findings/README.md'));

    expect(findings.length).toBeGreaterThan(12);
    // What runs them all is no finding.
    expect(findings.filter((name) => !named.has(`findings/${name}`))).toEqual(['run-all.sh']);
  });

  it('name some', () => {
    expect(pages.flatMap(readNames).length).toBeGreaterThan(100);
  });
});
