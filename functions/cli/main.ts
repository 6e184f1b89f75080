import { commands } from './commands.ts';
import { openOutput } from './terminal/open-output.ts';
import { run } from './terminal/run.ts';

const { stdin, stderr, env, argv } = process;
const stdout = openOutput(process.stdout);
process.exitCode = await run(commands, argv.slice(2), { stdin, stdout, stderr, env, now: Date.now });
