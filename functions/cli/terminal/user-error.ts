/** The command line says something that it cannot mean: one line on stderr, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command line is right, but what it names cannot be read at all: one line on stderr, exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** What to do about it, where there is more to say than that the input has to be another. */
  readonly fix: string | undefined;

  constructor(message: string, { fix, ...options }: ErrorOptions & { readonly fix?: string } = {}) {
    super(message, options);
    this.fix = fix;
  }
}

/** The output cannot be written, for example as the disk is full: one line on stderr, exit code 2. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** A file or an endpoint, and the system's own code for what is wrong with it. */
export function toInputError(what: string, error: unknown): InputError {
  const code = readErrorCode(error) ?? 'unknown';
  const reasons: { readonly [code: string]: string } = {
    ENOENT: 'there is no such file',
    EACCES: 'no permission to read it',
    EISDIR: 'it is a directory, expected a file',
    ENOTDIR: 'there is no such file',
    ERR_STRING_TOO_LONG: 'it is larger than 512 MB',
    ERR_FS_FILE_TOO_LARGE: 'it is larger than 512 MB',
  };
  return new InputError(`cannot read ${what}: ${reasons[code] ?? code}`, { cause: error });
}

/** What is wrong with a place that cannot be written to, by the system's code. */
export const writeFaults: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a directory',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
};

/** The system's code, for example `ENOENT`. */
export function readErrorCode(error: unknown): string | undefined {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
