import { createHttpGet } from '../../../functions/session/http-get.ts';

/** Asks the URL in the first argument with a token and prints what came of it: for a process of its own. */
const headers = { authorization: 'Bearer canary' };
const limits = { signal: AbortSignal.timeout(10_000), maxBodyBytes: 1_024 };
const outcome = await createHttpGet()(process.argv[2] ?? '', headers, limits).then(
  ({ status }) => ({ status }),
  ({ code }: NodeJS.ErrnoException) => ({ code }),
);
process.stdout.write(JSON.stringify(outcome));
