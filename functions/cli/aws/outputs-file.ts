import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { toStackName } from '../../../infra/resource-names.ts';
import { InputError, toInputError } from '../terminal/user-error.ts';

/** Where the outputs of stacks are left. `cdk deploy` writes a file anew each time, so each tenant has its own. */
export const outputsFolder = 'cdk-outputs';

/** What deploys a tenant, and leaves its outputs where `loadStackOutputs` finds them. */
export function toDeployCommand(tenant: string): string {
  return `npx cdk deploy ${toStackName(tenant)} --outputs-file ${outputsFolder}/${tenant}.json`;
}

type Outputs = Readonly<Record<string, unknown>>;

/**
 * The outputs of a tenant's stack by their names, out of a file that `cdk deploy --outputs-file` writes; without a path
 * out of the newest file of the folder that knows the stack. Undefined where there is none.
 *
 * Rejects with InputError for a file that cannot be used, and for one that was named and does not know the stack.
 */
export async function loadStackOutputs(
  tenant: string,
  file: string | undefined,
  folder = outputsFolder,
): Promise<Outputs | undefined> {
  const stack = toStackName(tenant);
  if (file === undefined) {
    for (const one of listNewestFirst(folder)) {
      const outputs = toOutputs((await loadStacks(one))[stack]);
      if (outputs) return outputs;
    }
    return undefined;
  }
  const stacks = await loadStacks(file);
  const outputs = toOutputs(stacks[stack]);
  if (outputs) return outputs;
  throw new InputError(
    `--outputs-file ${file} knows no stack ${stack}; it has ${Object.keys(stacks).join(', ')}`,
  );
}

function listNewestFirst(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files
    .map((name) => path.join(folder, name))
    .map((file) => ({ file, changedAtMs: statSync(file).mtimeMs }))
    .toSorted((a, b) => b.changedAtMs - a.changedAtMs)
    .map(({ file }) => file);
}

/** What the file says of each stack. */
async function loadStacks(file: string): Promise<Outputs> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw toInputError(`--outputs-file ${file}`, error);
  });
  const stacks = parseObject(text);
  if (stacks) return stacks;
  throw new InputError(`cannot read --outputs-file ${file}: expected what cdk deploy --outputs-file writes`);
}

function parseObject(text: string): Outputs | undefined {
  try {
    return toOutputs(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function toOutputs(value: unknown): Outputs | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Outputs)
    : undefined;
}
