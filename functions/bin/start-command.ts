import type { CommandEntry } from '../cli/terminal/command.ts';

/** `start` as a command beside the others: it is loaded when it is asked for, with its page and its schemas. */
export const startCommand = (program: string): CommandEntry => ({
  name: 'start',
  summary: 'Auth0 simulator, webhook and enricher on 127.0.0.1, with a page',
  async load() {
    const { runStart, untilInterrupted } = await import('../local/run-start.ts');
    const { toStartHelp } = await import('../local/start-options.ts');
    const called = `${program} start`;
    return {
      help: toStartHelp(called),
      run: (args, { stdout, stderr, env }) =>
        runStart(args, { stdout, stderr, env, signal: untilInterrupted(), program: called }),
    };
  },
});
