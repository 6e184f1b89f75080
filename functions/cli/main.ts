import { commands } from './commands.ts';
import { run } from './run.ts';

const { stdin, stdout, stderr, env, argv } = process;
process.exitCode = await run(commands, argv.slice(2), { stdin, stdout, stderr, env, now: Date.now });
