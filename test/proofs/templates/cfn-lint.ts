import { spawnSync } from 'node:child_process';
import path from 'node:path';

export const version = '1.58.0';

export interface Finding {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

/** The program, out of PyPI into a virtual environment in `folder`; or why there is none. */
export function installCfnLint(folder: string): { readonly program: string } | { readonly why: string } {
  const given = process.env['CFN_LINT'];
  if (given !== undefined) return { program: given };
  const home = path.join(folder, 'venv');
  const made = spawnSync('python3', ['-m', 'venv', home], { encoding: 'utf8' });
  if (made.status !== 0) return { why: 'python3 with venv is not there' };
  const pip = path.join(home, 'bin', 'pip');
  const installed = spawnSync(pip, ['install', '--quiet', `cfn-lint==${version}`], { encoding: 'utf8' });
  if (installed.status !== 0) return { why: `cfn-lint ${version} cannot be installed from PyPI` };
  return { program: path.join(home, 'bin', 'cfn-lint') };
}

/** Every finding of any level, informational ones included. Throws when the program itself fails. */
export function lint(program: string, files: readonly string[]): readonly Finding[] {
  const args = [
    '--format',
    'json',
    '--include-checks',
    'I',
    '--regions',
    'eu-central-1',
    '--template',
    ...files,
  ];
  const { stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 ** 2,
  });
  if (error) throw error;
  if (stdout.trim() === '') {
    if (stderr.trim() === '') return [];
    throw new Error(`cfn-lint failed: ${stderr.slice(0, 500)}`);
  }
  return JSON.parse(stdout) as Finding[];
}
