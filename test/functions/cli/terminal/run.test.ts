import { describe, expect, it } from '@jest/globals';
import type { CommandEntry } from '../../../../functions/cli/terminal/command.ts';
import { InputError, UsageError } from '../../../../functions/cli/terminal/user-error.ts';
import { runCommand } from '../../../support/cli/run-command.ts';

function createCommand(name: string, run: () => Promise<number>): CommandEntry {
  return { name, summary: `does ${name}`, load: async () => ({ help: `help of ${name}\n`, run }) };
}

const commands = [
  createCommand('fine', async () => 0),
  createCommand('mistyped', async () => {
    throw new UsageError('--x must be a number, got "y"');
  }),
  createCommand('unreadable', async () => {
    throw new InputError('cannot read a.json: there is no such file');
  }),
  createCommand('defective', async () => {
    throw new TypeError('x is not a function');
  }),
];

describe('run', () => {
  it.each<[args: readonly string[], exitCode: number, stdout: RegExp, stderr: RegExp]>([
    [[], 2, /^$/, /Usage: .*\n\n {2}fine +does fine\n/],
    [['--help'], 0, /Usage: /, /^$/],
    [['--version'], 0, /^session-enricher \d+\.\d+\.\d+\n$/, /^$/],
    [['help', 'fine'], 0, /^help of fine\n$/, /^$/],
    [['fine', '--help'], 0, /^help of fine\n$/, /^$/],
    [['fine', '--', '--help'], 0, /^$/, /^$/],
    [['absent'], 2, /^$/, /^error: unknown command "absent"; known commands: fine, mistyped/],
    [['mistyped'], 2, /^$/, /^error: --x must be a number, got "y"\n +see: .* mistyped --help\n$/],
    [['unreadable'], 2, /^$/, /^error: cannot read a\.json: there is no such file\n$/],
  ])('answers %j', async (args, exitCode, stdout, stderr) => {
    const outcome = await runCommand(commands, args);

    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.stdout).toMatch(stdout);
    expect(outcome.stderr).toMatch(stderr);
  });

  it('names commands as they are called where it runs, in help and messages, and changes no record', async () => {
    const text = 'npm run --silent cli -- fine\n';
    const speaking: CommandEntry = {
      name: 'speaking',
      summary: 'speaks',
      load: async () => ({
        help: text,
        async run(_args, { stdout, stderr }) {
          stdout.write(text);
          stderr.write(text);
          return 0;
        },
      }),
    };
    const program = 'npx session-enricher';
    const renamed = 'npx session-enricher fine\n';

    expect(await runCommand([speaking], ['speaking'], { program })).toMatchObject({
      stdout: text,
      stderr: renamed,
    });
    expect(await runCommand([speaking], ['speaking', '--help'], { program })).toMatchObject({
      stdout: renamed,
    });
    expect((await runCommand([speaking], ['--help'], { program })).stdout).not.toContain('npm run');
    expect(await runCommand([speaking], ['speaking'])).toMatchObject({ stdout: text, stderr: text });
  });

  it('hides no defect of our own', async () => {
    await expect(runCommand(commands, ['defective'])).rejects.toThrow('x is not a function');
  });
});
