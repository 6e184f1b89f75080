import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The official OCSF and ECS schemas, and Auth0's, lie beside the project where it was written and are not part of it.
 * Where they are missing, suites that need them skip and say so; the project's own schemas are always checked.
 */
const contracts = fileURLToPath(new URL('../../../../shared/contracts/', import.meta.url));

export const hasOfficialSchemas = existsSync(`${contracts}validate.mjs`);

export const logTypesFolder = `${contracts}auth0/log-types/`;

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** What `validate.mjs` has against the lines, all in one process; empty when every one is valid. */
export async function findFaults(
  lines: readonly string[],
  target: readonly string[],
): Promise<readonly string[]> {
  const validator = spawn(process.execPath, [`${contracts}validate.mjs`, ...target], {
    cwd: projectRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  validator.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = new Promise<number | null>((resolve) => validator.on('close', resolve));
  for (const line of lines) {
    if (!validator.stdin.write(`${line}\n`))
      await new Promise((resolve) => validator.stdin.once('drain', resolve));
  }
  validator.stdin.end();
  const code = await ended;
  const report = output.trimEnd().split('\n');
  const isValid = code === 0 && report.at(-1) === `valid ${lines.length} of ${lines.length}`;
  return isValid ? [] : [...report, `validate.mjs ended with ${code}`];
}
