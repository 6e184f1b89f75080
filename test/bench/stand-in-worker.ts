import { startAwsStandIn } from '../support/aws/aws-stand-in.ts';

// A process of its own: its work must not take time from what is measured.
const { url } = await startAwsStandIn({ recordCalls: false });
process.stdout.write(`${JSON.stringify(url)}\n`);
