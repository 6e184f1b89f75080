import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ProgramResult {
  readonly exitCode: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
}

export interface CdkOptions {
  /** Of AWS's API. */
  readonly endpoint: string;
  /** A home of its own, so that no profile and no cache of this machine has a say. */
  readonly home: string;
  /** A folder of `synthesise`, or a command. @default the app of cdk.json */
  readonly app?: string;
  /** Told of the output as it comes. */
  readonly onOutput?: (text: string) => void;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const cli = fileURLToPath(new URL('../../../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** Runs the CDK CLI of this project with made-up credentials; AWS is where `endpoint` is, and nowhere else. */
export function runCdk(args: readonly string[], options: CdkOptions): Promise<ProgramResult> {
  const { endpoint, home, app, onOutput } = options;
  return runProgram([cli, ...args, ...(app === undefined ? [] : ['--app', app])], {
    env: {
      HOME: home,
      // The CLI asks the system for the home, and not HOME.
      CDK_HOME: home,
      NO_COLOR: '1',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'dummy',
      AWS_SECRET_ACCESS_KEY: 'dummy',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      NODE_NO_WARNINGS: '1',
    },
    ...(onOutput && { onOutput }),
  });
}

export interface SynthOptions {
  readonly tenants: string;
  readonly codeRoot: string;
  readonly outdir: string;
}

/** Runs the app as the CLI does, without credentials; the rules' own check, which takes seconds, is left to others. */
export function synthesise({ tenants, codeRoot, outdir }: SynthOptions): Promise<ProgramResult> {
  return runProgram(['--import', 'tsx', 'infra/app.ts'], {
    env: {
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ tenants, codeRoot }),
      CDK_VALIDATION: 'false',
    },
  });
}

function runProgram(
  args: readonly string[],
  options: { readonly env: { readonly [name: string]: string }; readonly onOutput?: (text: string) => void },
): Promise<ProgramResult> {
  const env = { PATH: process.env['PATH'] ?? '', ...options.env };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      options.onOutput?.(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (exitCode) => {
      process.off('exit', killChild);
      resolve({ exitCode, output });
    });
  });
}
