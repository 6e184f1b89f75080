/**
 * `THOROUGH=1 npm test` tries every case that is generated or gone through, as `.ci/run` does on Node 24. `npm test` alone
 * tries a part of them, always the same one, so that it takes minutes less.
 */
export const isThorough = process.env['THOROUGH'] === '1';

/** How many of something to try: `some`, or with `THOROUGH=1` all. */
export const someOrAll = (some: number, all: number): number => (isThorough ? all : some);
