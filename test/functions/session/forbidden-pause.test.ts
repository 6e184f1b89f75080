import { describe, expect, it } from '@jest/globals';
import { createForbiddenPause } from '../../../functions/session/forbidden-pause.ts';

function createBench() {
  let nowMs = 1_000;
  const clock = { now: () => nowMs, setTimer: () => () => undefined };
  return { pause: createForbiddenPause(clock, 300_000), passes: (ms: number) => (nowMs += ms) };
}

describe('createForbiddenPause', () => {
  it('lets everybody ask until a 403 comes', () => {
    expect(createBench().pause.find('token')).toBeUndefined();
  });

  it.each([
    ['insufficient_scope', { status: 'forbidden', reason: 'insufficient_scope' }],
    [undefined, { status: 'forbidden' }],
  ])('then says for five minutes what is missing: %s', (reason, outcome) => {
    const { pause, passes } = createBench();
    pause.begin('token', reason);

    expect(pause.find('token')).toEqual(outcome);
    passes(299_999);
    expect(pause.find('token')).toEqual(outcome);
    passes(1);
    expect(pause.find('token')).toBeUndefined();
  });

  it('lets a new token be tried at once', () => {
    const { pause } = createBench();
    pause.begin('old', undefined);

    expect(pause.find('new')).toBeUndefined();
  });
});
