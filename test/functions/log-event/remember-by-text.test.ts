import { describe, expect, it } from '@jest/globals';
import { rememberByText, type TextMemory } from '../../../functions/log-event/remember-by-text.ts';

function watch(options?: TextMemory) {
  const worked: string[] = [];
  const recall = rememberByText((text: string) => {
    worked.push(text);
    return text === 'nothing' ? undefined : { of: text };
  }, options);
  return { worked, recall };
}

describe('rememberByText', () => {
  it('does the work once for a text, also where nothing comes of it', () => {
    const { worked, recall } = watch();

    expect(recall('one')).toBe(recall('one'));
    expect([recall('nothing'), recall('nothing'), recall('two')]).toEqual([
      undefined,
      undefined,
      { of: 'two' },
    ]);
    expect(worked).toEqual(['one', 'nothing', 'two']);
  });

  it('keeps what is in use while others pass, and as many as it promises', () => {
    const { worked, recall } = watch({ most: 10 });

    for (let index = 0; index < 100; index += 1) {
      recall('used');
      recall(`passing ${index}`);
    }
    for (let index = 91; index < 100; index += 1) recall(`passing ${index}`);
    recall('passing 1');

    expect(worked.filter((text) => text === 'used')).toHaveLength(1);
    expect(worked).toHaveLength(102);
    expect(worked.filter((text) => text === 'passing 1')).toHaveLength(2);
  });

  it('keeps no long text', () => {
    const { worked, recall } = watch({ longest: 3 });

    for (const text of ['abcd', 'abcd', 'abc', 'abc']) recall(text);
    expect(worked).toEqual(['abcd', 'abcd', 'abc']);
  });
});
