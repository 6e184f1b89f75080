/** What every part of the benchmark is given. */
export interface BenchOptions {
  /** Small sizes, to see that it runs; the figures mean little. */
  readonly isQuick: boolean;
  /** The node that runs what is measured: Node 24, as in Lambda, where there is one. */
  readonly node: string;
  /** A folder of its own for whatever has to be built. */
  readonly folder: string;
}

export interface BenchResult {
  readonly figures: { readonly [name: string]: unknown };
  /** The same for people. */
  readonly table: string;
}
