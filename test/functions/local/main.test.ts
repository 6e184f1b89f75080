import { type ChildProcess, spawn } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { listen, type LoopbackServer } from '../../../functions/local/listen.ts';
import { loadSampleTraffic } from '../../../functions/local/sample-traffic.ts';

function startProcess(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'functions/local/main.ts', ...args], {
    env: { ...process.env, PORT: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, stdout: collect(child.stdout), stderr: collect(child.stderr) };
}

function collect(stream: ChildProcess['stdout']): () => string {
  const pieces: string[] = [];
  stream?.on('data', (chunk: Buffer) => pieces.push(chunk.toString()));
  return () => pieces.join('');
}

const untilExit = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));

describe('npm start', () => {
  it('with --once makes one record of each sample event and exits 0', async () => {
    const { child, stdout, stderr } = startProcess(['--once']);

    const exitCode = await untilExit(child);

    const uids = stdout()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { metadata: { uid: string } }).metadata.uid);
    expect(exitCode).toBe(0);
    expect(uids.toSorted()).toEqual(
      loadSampleTraffic()
        .elements.map((element) => String(element['log_id']))
        .toSorted(),
    );
    expect(stderr()).toMatch(/\d+ log events became records: .*\d+ enriched/);
  });

  it('goes on until Ctrl-C and then exits 0', async () => {
    const { child, stderr } = startProcess([], { PORT: '0' });
    const untilPlayed = new Promise<void>((resolve) => {
      child.stderr?.on('data', () => {
        if (stderr().includes('Ctrl-C stops')) resolve();
      });
    });

    await untilPlayed;
    child.kill('SIGINT');

    expect(await untilExit(child)).toBe(0);
  });

  it('exits 0 soon after nobody reads its records any more', async () => {
    const { child, stderr } = startProcess(['--once']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);

    const exitCode = await untilExit(child);
    clearTimeout(limit);

    expect(exitCode).toBe(0);
    expect(stderr()).not.toContain('error');
  });

  it('exits 2 with one line when the port is taken', async () => {
    const other = await takePort();
    const { child, stdout, stderr } = startProcess([], { PORT: String(other.port) });

    const exitCode = await untilExit(child);
    await other.close();

    expect(exitCode).toBe(2);
    expect(stdout()).toBe('');
    expect(stderr()).toBe(
      `error: port ${other.port} is in use on 127.0.0.1; set PORT to another one, for example PORT=4100\n`,
    );
  });
});

/** The one after it is free: start takes that one too, and would name it. */
async function takePort(): Promise<LoopbackServer> {
  const app = { fetch: () => new Response() };
  for (;;) {
    const taken = await listen(app);
    const next = await listen(app, taken.port + 1).catch(() => undefined);
    await next?.close();
    if (next !== undefined) return taken;
    await taken.close();
  }
}
