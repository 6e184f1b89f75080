import { commands } from './commands.ts';
import { openOutput } from './terminal/open-output.ts';
import { run } from './terminal/run.ts';

const { stdin, stderr, env, argv } = process;
// The SDK's advice for those who build with it would stand before what we have to say to those who run this.
env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const stdout = openOutput(process.stdout);
process.exitCode = await run(commands, argv.slice(2), { stdin, stdout, stderr, env, now: Date.now });
