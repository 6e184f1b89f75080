import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createLineDestination } from '../../../functions/destination/line-destination.ts';
import { recordsOf } from './records.ts';

describe('createLineDestination', () => {
  it('writes one line for each record', async () => {
    const stream = new PassThrough();
    const records = recordsOf(3);

    await expect(createLineDestination({ stream }).deliver(records)).resolves.toEqual([]);

    expect(String(stream.read())).toBe(records.map(({ line }) => `${line}\n`).join(''));
  });

  it('waits for a slow reader', async () => {
    let release = () => {};
    const stream = new Writable({
      write(_chunk, _encoding, callback) {
        release = callback;
      },
    });
    let isDone = false;
    const delivery = createLineDestination({ stream })
      .deliver(recordsOf(1))
      .then((failures) => {
        isDone = true;
        return failures;
      });

    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    release();

    await expect(delivery).resolves.toEqual([]);
  });

  it('reports every record when the reader has gone, and goes on doing so', async () => {
    const stream = new Writable({
      write(_chunk, _encoding, callback) {
        callback(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const destination = createLineDestination({ stream });

    const first = await destination.deliver(recordsOf(2));
    const second = await destination.deliver(recordsOf(1));

    expect(first).toEqual([
      { recordUid: 'r0', code: 'EPIPE' },
      { recordUid: 'r1', code: 'EPIPE' },
    ]);
    expect(second).toHaveLength(1);
  });

  it('reports records whose write never ends because the stream is destroyed', async () => {
    const stream = new Writable({ write() {} });
    const delivery = createLineDestination({ stream }).deliver(recordsOf(1));

    stream.destroy();

    await expect(delivery).resolves.toEqual([{ recordUid: 'r0', code: 'stream_closed' }]);
  });

  it('leaves no listener behind', async () => {
    const stream = new PassThrough().resume();
    const destination = createLineDestination({ stream });

    for (let index = 0; index < 20; index += 1) await destination.deliver(recordsOf(1));

    expect(stream.listenerCount('close')).toBe(0);
  });
});
