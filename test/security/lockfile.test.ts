import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface LockedPackage {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  /** Comes inside another package, whose hash covers it. */
  readonly inBundle?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
const locked = Object.entries(packages).filter(([path]) => path !== '');
const { dependencies, devDependencies } = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** Whose script is of no use here: each brings its binary as a package of its own, or is only used without it. */
const scriptsNotRun = ['@parcel/watcher', '@swc/core', 'aws-lambda-ric', 'esbuild'];

describe('the lockfile', () => {
  it('has a hash for every package', () => {
    const without = locked.filter(([, { integrity, inBundle }]) => !integrity && inBundle !== true);

    expect(locked.length).toBeGreaterThan(100);
    expect(without.map(([path]) => path)).toEqual([]);
  });

  it('takes every hash for SHA-512', () => {
    const others = locked.filter(([, { integrity }]) => integrity && !integrity.startsWith('sha512-'));

    expect(others.map(([path]) => path)).toEqual([]);
  });

  it('leads to no place but the public registry', () => {
    const elsewhere = locked.filter(
      ([, { resolved, link }]) =>
        link === true ||
        !(resolved ?? 'https://registry.npmjs.org/').startsWith('https://registry.npmjs.org/'),
    );

    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });

  it('needs no install script, and none is run', () => {
    const scripts = locked.filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = scripts.map(([path]) => path.replace(/.*node_modules\//, ''));

    expect([...new Set(names)].filter((name) => !scriptsNotRun.includes(name))).toEqual([]);
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  });

  it('is asked for exact versions', () => {
    const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, range]) => !/^\d/.test(range),
    );

    expect(ranges).toEqual([]);
  });
});
