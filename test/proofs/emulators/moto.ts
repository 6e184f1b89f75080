import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Emulator, startEmulator, type Unavailable } from './emulator.ts';

/** Apache-2.0. AWS services by others, in Python. */
export const motoVersion = '5.2.5';

export async function startMoto(folder: string): Promise<Emulator | Unavailable> {
  const venv = path.join(folder, 'venv');
  const python = spawnSync('python3', ['-m', 'venv', venv], { timeout: 300_000 });
  if (python.status !== 0) return { why: 'there is no python3 that makes virtual environments' };
  const args = [
    ...'-m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15'.split(' '),
    `moto[server,secretsmanager]==${motoVersion}`,
  ];
  const installed = spawnSync(path.join(venv, 'bin/python'), args, { timeout: 300_000 });
  if (installed.status !== 0) return { why: `pip did not install moto ${motoVersion}: PyPI is out of reach` };
  const program = path.join(venv, 'bin/moto_server');
  return startEmulator('moto', (port) => [program, '-H', '127.0.0.1', '-p', String(port)], folder);
}
