import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '../../support/find-free-port.ts';

/** Apache-2.0. */
const source = 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs@v1.52.1';

export interface VictoriaLogs {
  readonly url: string;
  /** Everything that it holds, a line of JSON each. */
  readAll(): Promise<readonly Readonly<Record<string, string>>[]>;
  stop(): Promise<void>;
}

/** The path of the program, built by Go through its module proxy; or why there is none. */
export function buildVictoriaLogs(folder: string): { readonly program: string } | { readonly why: string } {
  if (spawnSync('go', ['version']).status !== 0) return { why: 'there is no Go' };
  const env = { ...process.env, GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '' };
  const built = spawnSync('go', ['install', source], { env, encoding: 'utf8', timeout: 900_000 });
  if (built.status === 0) return { program: path.join(folder, 'victoria-logs') };
  return { why: `Go did not build ${source}: ${built.stderr.trim().split('\n').at(-1) ?? ''}` };
}

/** On loopback, at a free port. */
export async function startVictoriaLogs(program: string, folder: string): Promise<VictoriaLogs> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const options = [
    `-httpListenAddr=127.0.0.1:${port}`,
    `-storageDataPath=${folder}`,
    '-retentionPeriod=100y',
  ];
  const child = spawn(program, options, { stdio: 'ignore' });
  const isUp = async () => (await fetch(`${url}/health`).catch(() => undefined))?.ok === true;
  for (let attempt = 0; !(await isUp()); attempt += 1) {
    if (attempt === 100 || child.exitCode !== null) throw new Error('VictoriaLogs did not start within 20 s');
    await wait(200);
  }
  return {
    url,
    async readAll() {
      await fetch(`${url}/internal/force_flush`, { method: 'POST' });
      const answer = await fetch(`${url}/select/logsql/query`, {
        method: 'POST',
        body: new URLSearchParams({ query: '*' }),
      });
      const lines = (await answer.text()).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
    },
    async stop() {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
