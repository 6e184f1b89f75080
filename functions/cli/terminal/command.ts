import type { Readable, Writable } from 'node:stream';

/** What a command gets of the process that it runs in. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: { readonly [name: string]: string | undefined };
  readonly now: () => number;
  /** How commands are called here, such as `npx session-enricher`. @default as in a clone of the repository */
  readonly program?: string;
}

export interface Command {
  /** The whole text of `--help`, with examples. */
  readonly help: string;
  /** Resolves with the exit code; rejects with UsageError or InputError for what the user can mend. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** A command by its name, read from disk only when it is asked for: each brings clients of its own. */
export interface CommandEntry {
  /** As it is typed, for example `enrich`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const exitCodes = { done: 0, unusable: 1, usage: 2 } as const;
