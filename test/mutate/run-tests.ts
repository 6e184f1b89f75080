import { spawn } from 'node:child_process';
import path from 'node:path';

/** `late`: stopped after `timeoutMs`, as a loop without an end has to be. */
export type TestsEnd = 'passed' | 'failed' | 'late';

const jest = [
  '--experimental-vm-modules',
  '--no-warnings',
  path.join('node_modules', 'jest', 'bin', 'jest.js'),
];

/** Runs jest in a folder, in a process group of its own, so that nothing of it stays. */
export async function runTests(
  folder: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<{ readonly end: TestsEnd; readonly output: string }> {
  const child = spawn(process.execPath, [...jest, '--ci', '--silent', '--bail', '--runInBand', ...args], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { end: isLate ? 'late' : code === 0 ? 'passed' : 'failed', output };
}

/** The test files that reach a file by imports, in whichever room. */
export async function listRelatedTests(folder: string, file: string): Promise<string[]> {
  const { output } = await runTests(folder, ['--listTests', '--findRelatedTests', file], 120_000);
  return output
    .split('\n')
    .filter((line) => line.endsWith('.test.ts'))
    .map((line) => path.relative(folder, line));
}
