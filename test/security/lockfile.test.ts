import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface LockedPackage {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  /** Comes inside another package, whose hash covers it. */
  readonly inBundle?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
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
const scriptsNotRun = ['@parcel/watcher', '@swc/core', 'aws-lambda-ric', 'classic-level', 'esbuild'];

/**
 * A tool's binary for a platform on which the lockfile was not made: never deployed, and passed over where it does not
 * fit. Linux on x64 with glibc, which CI and Lambda's build machines run, has its hashes.
 */
function isForDevelopmentElsewhere({ dev, optional, os = [], cpu = [], libc = [] }: LockedPackage): boolean {
  const fitsHere = os.includes('linux') && cpu.includes('x64') && !libc.includes('musl');
  return dev === true && optional === true && !fitsHere;
}

describe('the lockfile', () => {
  it('has a hash for every package, but for the binaries of other platforms', () => {
    const without = locked.filter(([, { integrity, inBundle }]) => !integrity && inBundle !== true);
    const needed = without.filter(([, entry]) => !isForDevelopmentElsewhere(entry));

    expect(locked.length).toBeGreaterThan(100);
    expect(needed.map(([path]) => path)).toEqual([]);
  });

  it('takes every hash for SHA-512', () => {
    const others = locked.filter(([, { integrity }]) => integrity && !integrity.startsWith('sha512-'));

    expect(others.map(([path]) => path)).toEqual([]);
  });

  it('leads to no place of its own', () => {
    const elsewhere = locked.filter(([, { resolved, link }]) => link === true || resolved !== undefined);

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
