import type { CommandEntry } from './command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'enrich',
    summary: 'log events from a file or standard input → records on standard output',
    load: async () => (await import('./enrich.ts')).enrichCommand,
  },
];
