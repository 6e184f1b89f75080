import { plainAnswerNames, signalNames } from './signal-names.ts';
import type { SignalAnswer } from './signal-step.ts';
import type { Known } from './three-valued.ts';

const signalCount = signalNames.length;

/** The names of `values`, sorted, so that a record's bytes do not depend on the order of a table. */
const questions = [...signalNames, ...plainAnswerNames]
  .map((name, place) => ({ name, place }))
  .toSorted((one, other) => (one.name < other.name ? -1 : 1));

type Values = Readonly<Record<string, boolean>>;

/** `values` of a block: every answer that is known, by name. Both lists stand in the order of their names. */
type ToNamedValues = (answers: readonly SignalAnswer[], plain: readonly Known[]) => Values;

/** Far more combinations than one tenant's events show. */
const mostRemembered = 2_000;

/** 3^33 is below 2^53. */
const digitsOfNumber = 33;

/** Thousands of events share a combination of yes, no and unknown, so each combination is one object, made once. */
export function createNamedValues(disabled: ReadonlySet<string>): ToNamedValues {
  const shown = questions.filter(({ name }) => !disabled.has(name));
  const names = shown.map(({ name }) => name);
  let remembered = new Map<number, Map<number, Values>>();
  let count = 0;

  return function toNamedValues(answers, plain) {
    // One digit of base 3 for each question: 33 fit into a number, and there are more.
    let first = 0;
    let second = 0;
    for (let index = 0; index < shown.length; index += 1) {
      const { place } = shown[index]!;
      const answer = place < signalCount ? answers[place] : plain[place - signalCount];
      const digit = answer === undefined ? 0 : answer === false ? 1 : 2;
      if (index < digitsOfNumber) first = first * 3 + digit;
      else second = second * 3 + digit;
    }
    const known = remembered.get(first)?.get(second);
    if (known !== undefined) return known;
    const values = toValues(names, [first, second]);
    if (count >= mostRemembered) {
      remembered = new Map();
      count = 0;
    }
    count += 1;
    const others = remembered.get(first);
    if (others === undefined) remembered.set(first, new Map([[second, values]]));
    else others.set(second, values);
    return values;
  };
}

function toValues(names: readonly string[], [first, second]: readonly [number, number]): Values {
  const firsts = Math.min(names.length, digitsOfNumber);
  const digits =
    first.toString(3).padStart(firsts, '0') + second.toString(3).padStart(names.length - firsts, '0');
  const values: Record<string, boolean> = {};
  for (const [index, name] of names.entries()) {
    if (digits[index] !== '0') values[name] = digits[index] === '2';
  }
  return Object.freeze(values);
}
