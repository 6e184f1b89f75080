import { describe, expect, it } from '@jest/globals';
import { toBounded } from '../../../../functions/record/text/bound-event.ts';

const none = new Set<string>();

describe('toBounded', () => {
  it('gives the very same object when there is nothing to change', () => {
    const data = { a: { b: [{ c: 1 }, null] } };

    expect(toBounded(data, none)).toBe(data);
  });

  it('writes what is nested deeper than 20 levels as JSON text', () => {
    const data = JSON.parse(`${'{"a":'.repeat(30)}1${'}'.repeat(30)}`) as object;

    const text = JSON.stringify(toBounded({ data }, none));

    expect(text).toContain(String.raw`"{\"a\":`);
    expect(text).toContain('1');
  });

  it.each([
    ['nothing', [], { details: {} }],
    ['allowed keys', ['plan'], { details: { session_metadata: { plan: 'gold' } } }],
  ])('leaves %s of session metadata', (_what, allowed, result) => {
    const data = {
      details: { session_metadata: { plan: 'gold', note: 'private' } },
      session_metadata: 'text',
    };

    expect(toBounded(data, new Set(allowed))).toEqual(result);
  });

  it('changes nothing in place', () => {
    const data = { list: [{ session_metadata: { note: 'private' } }] };

    toBounded(data, none);

    expect(data).toEqual({ list: [{ session_metadata: { note: 'private' } }] });
  });
});
