import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { File } from './reach.ts';

/** The app of an earlier commit with one tenant, synthesised by the packages of now. Returns the folder of the templates. */
export function synthesiseEarlier(root: string, commit: string, folder: string, file: File): string {
  const tenants = path.join(folder, 'tenants');
  mkdirSync(tenants);
  writeFileSync(path.join(tenants, 'acme.json'), JSON.stringify(file));
  const checkout = path.join(folder, 'earlier');
  mkdirSync(checkout);
  const archive = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 1_024 ** 3 });
  execFileSync('tar', ['-x', '-C', checkout], { input: archive });
  symlinkSync(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'));
  const run = (file: string, args: readonly string[], env: object = {}) =>
    execFileSync(file, args, {
      cwd: checkout,
      env: { PATH: process.env['PATH'], CDK_VALIDATION: 'false', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  // Where its script is has changed since.
  run('npm', ['run', '--silent', 'build']);
  const outdir = path.join(folder, 'earlier.out');
  run(process.execPath, ['--import', 'tsx', 'infra/app.ts'], {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ tenants: path.relative(checkout, tenants) }),
  });
  return outdir;
}
