import { createHttpsDestination } from '../../../functions/destination/https-destination.ts';

/** Delivers one record to the URL in the first argument and prints the failures: for a process of its own. */
const secret = { read: async () => 'canary', reload: async () => 'canary' };
const destination = createHttpsDestination({ url: process.argv[2] ?? '', kind: 'ndjson', secret });
const failures = await destination.deliver([{ uid: 'a', line: '{}', timeMs: 0 }]);
process.stdout.write(JSON.stringify(failures));
