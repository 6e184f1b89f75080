import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { InputError, toInputError } from './user-error.ts';

/** Where `npx cdk deploy --outputs-file cdk-outputs.json` leaves the outputs of stacks. */
export const defaultOutputsFile = 'cdk-outputs.json';

/**
 * The outputs of a tenant's stack by their names, out of the file that `cdk deploy --outputs-file` writes; undefined
 * where the default file is not there or does not know the stack.
 *
 * Rejects with InputError for a file that was named and cannot be used.
 */
export async function loadStackOutputs(
  tenant: string,
  path: string | undefined,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const file = path ?? defaultOutputsFile;
  if (path === undefined && !existsSync(file)) return undefined;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw toInputError(`--outputs-file ${file}`, error);
  });
  const stack = `session-enricher-${tenant}`;
  const stacks = parseObject(text);
  if (stacks === undefined) {
    throw new InputError(
      `cannot read --outputs-file ${file}: expected what cdk deploy --outputs-file writes`,
    );
  }
  const outputs = stacks[stack];
  if (typeof outputs === 'object' && outputs !== null) return outputs as Record<string, unknown>;
  if (path === undefined) return undefined;
  throw new InputError(
    `--outputs-file ${file} knows no stack ${stack}; it has ${Object.keys(stacks).join(', ')}`,
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
