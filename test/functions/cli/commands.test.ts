import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commands } from '../../../functions/cli/commands.ts';
import { runCommand } from '../../support/cli/run-command.ts';

describe.each(commands.map(({ name }) => name))('cli %s --help', (name) => {
  const help = async () => (await runCommand(commands, [name, '--help'])).stdout;

  it('has usage, exit codes and examples that begin as people have to type them', async () => {
    const text = await help();

    expect(text).toMatch(new RegExp(`^Usage: npm run --silent cli -- ${name} `, 'm'));
    expect(text).toMatch(/^Exit code: 0 /m);
    const [, examples = ''] = text.split('\nExamples\n');
    const lines = examples.split('\n').filter((line) => line.startsWith('  ') && !line.startsWith('    '));
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) expect(line).toContain(`npm run --silent cli -- ${name}`);
  });

  it('names every option, --json among them', async () => {
    const text = await help();
    const actions = name === 'tenant' ? [['new'], ['check'], ['changes']] : [[]];

    for (const action of actions) {
      const { stderr } = await runCommand(commands, [name, ...action, '--no-such-option']);
      const known = /known options: (.*)/.exec(stderr)?.[1]?.split(', ') ?? [];

      expect(known).toContain('--json');
      expect(known.filter((option) => !text.includes(option))).toEqual([]);
    }
  });

  it('fits a terminal', async () => {
    expect((await help()).split('\n').filter((line) => line.length > 120)).toEqual([]);
  });
});

describe('the docs', () => {
  it('name only commands that there are', () => {
    const pages = [
      'README.md',
      ...readdirSync('docs')
        .filter((file) => file.endsWith('.md'))
        .map((file) => `docs/${file}`),
    ];
    const named = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/npm run (?:--silent |-s )?cli -- ([a-z]+)/g)].map(
        ([, name]) => name,
      ),
    );

    expect(named.length).toBeGreaterThanOrEqual(3);
    expect(named.filter((name) => !commands.some((command) => command.name === name))).toEqual([]);
  });
});
