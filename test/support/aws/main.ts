import { parseArgs } from 'node:util';
import { startAwsStandIn } from './aws-stand-in.ts';

const usage = 'usage: node --import tsx test/support/aws/main.ts [--port N]\n';

/** The stand-in by itself, to point any program at by hand; its address is the first line of stdout. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '4566' } } });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    process.stderr.write(`--port: expected 0 to 65535, got ${values.port}\n${usage}`);
    return 2;
  }
  const standIn = await startAwsStandIn({ port, recordCalls: false });
  process.stdout.write(`${standIn.url}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  await standIn.close();
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 2;
}
