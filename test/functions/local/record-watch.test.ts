import { describe, expect, it } from '@jest/globals';
import { createRecordWatch } from '../../../functions/local/record-watch.ts';

const toRecord = (uid: string) => ({ uid, line: '{}', timeMs: 0 });

describe('createRecordWatch', () => {
  it('waits until the destination has accepted every record', async () => {
    const watch = createRecordWatch();
    const refusing = new Set(['B']);
    const destination = watch.watch({
      name: 'memory',
      deliver: async (records) =>
        records
          .filter(({ uid }) => refusing.has(uid))
          .map(({ uid }) => ({ recordUid: uid, code: 'refused' })),
    });
    await destination.deliver([toRecord('A')]);
    let isOver = false;

    const waiting = watch.waitFor(['A', 'B'], 60_000).finally(() => (isOver = true));
    await destination.deliver([toRecord('B')]);
    const wasOver = isOver;
    refusing.clear();
    await destination.deliver([toRecord('B')]);

    expect(wasOver).toBe(false);
    await expect(waiting).resolves.toEqual([]);
  });

  it('names what is missing when the time is over', async () => {
    await expect(createRecordWatch().waitFor(['A'], 5)).resolves.toEqual(['A']);
  });

  it('waits no longer once it is stopped', async () => {
    const stopping = new AbortController();

    const waiting = createRecordWatch().waitFor(['A'], 60_000, stopping.signal);
    stopping.abort();

    await expect(waiting).resolves.toEqual(['A']);
    await expect(createRecordWatch().waitFor(['A'], 60_000, stopping.signal)).resolves.toEqual(['A']);
  });
});
