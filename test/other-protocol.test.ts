import { expect, it } from '@jest/globals';
import { getObject } from '../functions/aws/get-object.ts';
import { createHttpPost } from '../functions/destination/http-post.ts';
import { createHttpGet } from '../functions/session/http-get.ts';
import { toClientOptions } from './support/aws/aws-stand-in.ts';
import { startOtherProtocol } from './support/other-protocol.ts';

const signal = () => AbortSignal.timeout(60_000);

// Node tells neither of an error nor of an end then: whoever waits would wait for ever, its time limit notwithstanding.
it.each<[who: string, ask: (url: string) => Promise<unknown>]>([
  ['a look-up', (url) => createHttpGet()(url, {}, { signal: signal(), maxBodyBytes: 100 })],
  [
    'a delivery',
    (url) =>
      createHttpPost(new URL(url))({
        headers: {},
        body: Buffer.from('{}'),
        signal: signal(),
        isBodyWanted: true,
      }),
  ],
  [
    'a database of networks',
    (endpoint) =>
      getObject('bucket', 'key', {
        access: toClientOptions(endpoint).access,
        endpoint,
        mostBytes: 100,
        timeoutMs: 60_000,
      }),
  ],
])('%s ends when it is answered by another protocol', async (_who, ask) => {
  const host = await startOtherProtocol();
  const answer = ask(host.url);

  await expect(answer).rejects.toMatchObject({ code: 'EPROTO' });
  await host.close();
});
