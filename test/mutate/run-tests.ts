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
): Promise<TestsEnd> {
  const child = spawn(process.execPath, [...jest, '--ci', '--silent', '--bail', ...args], {
    cwd: folder,
    detached: true,
    stdio: 'ignore',
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return isLate ? 'late' : code === 0 ? 'passed' : 'failed';
}
