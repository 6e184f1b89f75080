import { describe, expect, it } from '@jest/globals';
import { createNamedValues } from '../../../functions/signals/named-values.ts';
import { signalNames } from '../../../functions/signals/signal-names.ts';
import type { SignalAnswer } from '../../../functions/signals/signal-step.ts';

const place = (name: (typeof signalNames)[number]) => signalNames.indexOf(name);

function toAnswers(changed: SignalAnswer) {
  return signalNames.map((_, index) => (index === place('asn_changed') ? changed : undefined));
}

const toNamedValues = createNamedValues(new Set());

describe('createNamedValues', () => {
  it('names what is known, in the order of the alphabet', () => {
    const answers = signalNames.map(() => ({}));

    const values = toNamedValues(answers, [true, false, undefined, true]);

    expect(Object.keys(values)).toEqual(Object.keys(values).toSorted());
    expect(Object.keys(values)).toHaveLength(signalNames.length + 3);
    expect(values).toMatchObject({ mfa_used: true, phishing_resistant: false, persistent_cookie: true });
    expect(values).not.toHaveProperty('single_factor');
  });

  it.each<[SignalAnswer]>([[undefined], [false], [{}]])('tells yes, no and unknown apart: %j', (answer) => {
    const values = toNamedValues(toAnswers(answer), []);

    expect(values).toEqual(answer === undefined ? {} : { asn_changed: answer !== false });
  });

  it('leaves out what is switched off', () => {
    const toOthers = createNamedValues(new Set(['asn_changed']));

    expect(toOthers(toAnswers({}), [true])).toEqual({ mfa_used: true });
    expect(toOthers(toAnswers({}), [])).toEqual({});
  });

  it('gives one object for one combination, which nobody can change for the others', () => {
    const values = toNamedValues(toAnswers(false), []);

    expect(toNamedValues(toAnswers(false), [])).toBe(values);
    expect(Object.isFrozen(values)).toBe(true);
  });

  it('does not remember without end', () => {
    const values = toNamedValues(toAnswers(false), []);
    for (let number = 0; number < 3_000; number += 1) {
      const answers = signalNames.map((_, index) =>
        (number >> index) % 2 === 1 ? (false as const) : undefined,
      );
      toNamedValues(answers, []);
    }

    const later = toNamedValues(toAnswers(false), []);

    expect(later).toEqual(values);
    expect(later).not.toBe(values);
  });
});
