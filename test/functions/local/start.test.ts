import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { loadSampleTraffic } from '../../../functions/local/sample-traffic.ts';
import { parseStartOptions } from '../../../functions/local/start-options.ts';
import { start } from '../../../functions/local/start.ts';

function collect(options: { readonly isTTY?: boolean } = {}) {
  const pieces: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      pieces.push(chunk.toString());
      done();
    },
  });
  return { stream: Object.assign(stream, options), lines: () => pieces.join('').split('\n').filter(Boolean) };
}

/** Until the samples have been played. */
async function run(args: readonly string[], { isTTY = false } = {}) {
  const [stdout, stderr] = [collect({ isTTY }), collect()];
  const stop = new AbortController();
  const isPlayed = () => stderr.lines().some((line) => line.includes('Ctrl-C stops'));
  const waiting = setInterval(() => isPlayed() && stop.abort(), 10);
  const exitCode = await start(parseStartOptions(args, { PORT: '0' }), {
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal: stop.signal,
  });
  clearInterval(waiting);
  return { exitCode, stdout: stdout.lines(), stderr: stderr.lines() };
}

const samples = loadSampleTraffic().elements.length;
const isJson = (line: string) => line.startsWith('{') && typeof JSON.parse(line) === 'object';

describe('start', () => {
  it('prints one readable line a record on a terminal, the page’s address first and again at the end', async () => {
    const { exitCode, stdout, stderr } = await run([], { isTTY: true });

    expect(exitCode).toBe(0);
    expect(stdout).toHaveLength(samples);
    expect(stdout.filter((line) => !/^\d\d:\d\d:\d\d  (?:High|Medium|Low|Info) /.test(line))).toEqual([]);
    expect(stdout.find((line) => line.includes('ssa') && line.includes('casey'))).toMatch(
      /High.*casey\.sample@example\.com.*Network and program changed: AS65550/,
    );
    const [, address = ''] = /^Open (http:\/\/127\.0\.0\.1:\d+\/)$/.exec(stderr[0] ?? '') ?? [];
    expect(address).not.toBe('');
    expect(stderr.at(-1)).toContain(address);
  });

  it.each<[what: string, args: readonly string[], isTTY: boolean]>([
    ['when piped', [], false],
    ['with --json on a terminal', ['--json'], true],
    ['with --once, piped', ['--once'], false],
  ])('prints records as JSON lines %s', async (_what, args, isTTY) => {
    const { exitCode, stdout } = await run(args, { isTTY });

    expect(exitCode).toBe(0);
    expect(stdout).toHaveLength(samples);
    expect(stdout.filter((line) => !isJson(line))).toEqual([]);
  });
});
