import { describe, expect, it } from '@jest/globals';
import { createSessionReader } from '../../../../functions/record/reading/session-reader.ts';

describe('createSessionReader', () => {
  it('reads a session once while it is in use', () => {
    const read = createSessionReader(new Set());
    const session = { id: 'S1', session_metadata: { note: 'private' } };

    const [, second, third] = [read(session), read(session), read(session)];

    expect(third).toBe(second);
    expect(read(session).session).toEqual({ id: 'S1' });
  });

  it('forgets sessions that are not', () => {
    const read = createSessionReader(new Set());
    const session = { id: 'S1' };
    const first = read(session);

    for (let index = 0; index < 2_001; index += 1) read({ id: `S${index}` });

    expect(read(session)).not.toBe(first);
    expect(read(session)).toEqual(first);
  });
});
