import { runStart, untilInterrupted } from './run-start.ts';

const { argv, env, stdout, stderr } = process;
process.exitCode = await runStart(argv.slice(2), {
  stdout,
  stderr,
  signal: untilInterrupted(),
  env,
  program: 'npm --silent start --',
});
