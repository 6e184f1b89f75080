import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { account, region } from '../../support/aws/wire.ts';
import { findFreePort } from '../../support/find-free-port.ts';

/** MIT. An emulator of AWS by others, installed for the proof alone. */
export const version = '1.4.21';

export interface MiniStack {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** MiniStack on 127.0.0.1, or why there is none. */
export async function startMiniStack(folder: string): Promise<MiniStack | { readonly why: string }> {
  const venv = install();
  if (typeof venv !== 'string') return venv;
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(path.join(venv, 'bin/ministack'), {
    cwd: folder,
    // The account is that of every key: by default it takes the sessions of roles for another account's.
    env: {
      PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: account,
      MINISTACK_REGION: region,
    },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(killChild, 5_000);
    await ended;
    clearTimeout(force);
    process.off('exit', killChild);
  };
  for (let tries = 0; tries < 240; tries += 1) {
    const answer = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return { url, port, stop };
    await wait(250);
  }
  await stop();
  return { why: `ministack ${version} did not answer within a minute` };
}

/** The virtual environment, which stays in the system's temporary folder for the next time. */
function install(): string | { readonly why: string } {
  const venv = path.join(tmpdir(), `session-enricher-ministack-${version}`);
  const complete = path.join(venv, 'complete');
  if (existsSync(complete)) return venv;
  rmSync(venv, { recursive: true, force: true });
  const python = spawnSync('python3', ['-m', 'venv', venv], { timeout: 300_000 });
  if (python.status !== 0) return { why: 'there is no python3 that makes virtual environments' };
  // Where PyPI is out of reach, that is known soon.
  const pip = [
    ...'-m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15'.split(' '),
    `ministack==${version}`,
  ];
  const installed = spawnSync(path.join(venv, 'bin/python'), pip, { timeout: 300_000 });
  if (installed.status !== 0)
    return { why: `pip did not install ministack ${version}: PyPI is out of reach` };
  writeFileSync(complete, '');
  return venv;
}
