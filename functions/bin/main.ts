#!/usr/bin/env node
import { commands } from '../cli/commands.ts';
import { openOutput } from '../cli/terminal/open-output.ts';
import { run } from '../cli/terminal/run.ts';
import { startCommand } from './start-command.ts';

// What the installed package is called by: the commands of the CLI, and the local system beside them.
const { stdin, stderr, env, argv } = process;
// The SDK's advice for those who build with it would stand before what we have to say to those who run this.
env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const program = 'npx session-enricher';
const stdout = openOutput(process.stdout);
const entries = [...commands, startCommand(program)];
process.exitCode = await run(entries, argv.slice(2), { stdin, stdout, stderr, env, now: Date.now, program });
