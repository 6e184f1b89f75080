import { createSessionClient } from '../../../functions/session/session-client.ts';

// A process of its own: jest hands tests a copy of the environment, and Node reads the real one.
const ask = createSessionClient({ baseUrl: process.argv[2] ?? '' });
process.stdout.write(JSON.stringify(await ask('S1', 'token', 5_000)));
