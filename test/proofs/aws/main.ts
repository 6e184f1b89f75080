import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AwsCheckError, help, parseAwsCheckOptions, refuseOtherAccount } from './choose-account.ts';
import { playOnAws } from './play-on-aws.ts';

/*
 * The same as `npm run prove:ministack`, on a real account, for whoever has one: AWS's own timing, permissions and
 * limits. See --help.
 */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const options = parseAwsCheckOptions(process.argv.slice(2));
  if (!options) process.stdout.write(help);
  else {
    const identity = spawnSync(
      'aws',
      ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text', '--region', options.region],
      { encoding: 'utf8' },
    );
    refuseOtherAccount(options.account, identity.status === 0 ? identity.stdout.trim() : undefined);
    const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-aws-'));
    try {
      process.exitCode = (await playOnAws({ ...options, root, folder, say })) ? 0 : 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
} catch (error) {
  const isUsage = error instanceof AwsCheckError || String(Object(error).code).startsWith('ERR_PARSE_ARGS');
  if (!isUsage) throw error;
  process.stderr.write(
    `error: ${(error as Error).message}\n       see: npm run deploy:aws-check -- --help\n`,
  );
  process.exitCode = 2;
}
