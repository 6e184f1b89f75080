import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const routeHosts = fileURLToPath(new URL('../../support/cloud/route-hosts.cjs', import.meta.url));

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** stdout and stderr. */
  readonly output: string;
}

/** One of our commands as its operator calls it, led to MiniStack and to what stands for the internet. */
export function callCli(
  args: readonly string[],
  options: {
    readonly endpoint: string;
    readonly home: string;
    readonly surroundings: Readonly<Record<string, string>>;
  },
): Promise<CliResult> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '-r', routeHosts, 'functions/cli/main.ts', ...args],
    {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        HOME: options.home,
        AWS_ENDPOINT_URL: options.endpoint,
        AWS_ACCESS_KEY_ID: 'dummy',
        AWS_SECRET_ACCESS_KEY: 'dummy',
        AWS_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        ...options.surroundings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (exitCode) => {
      resolve({ exitCode, stdout, output: stdout + stderr });
    });
  });
}
