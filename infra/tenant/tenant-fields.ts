import * as z from 'zod';

/** What tenant files are made of. Each says in words what is allowed, for the error at synth and for the editor alike. */

/** What is asked of it further is not asked of a text without this form: one answer is enough. */
export const text = (pattern: RegExp, allowed: string) =>
  z.string(allowed).regex(pattern, { error: allowed, abort: true });

export const whole = (min: number, max: number, unit = '') => {
  const allowed = `a whole number${unit && ` of ${unit}`} from ${min} to ${max}`;
  return z.number(allowed).int(allowed).min(min, allowed).max(max, allowed);
};

export const number = (min: number, max: number, allowed: string) =>
  z.number(allowed).min(min, allowed).max(max, allowed);

export const flag = () => z.boolean('true or false');

export const choice = <const T extends string>(values: readonly T[]) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

/** Unknown keys are typing errors: they are refused, and the message lists the known ones. */
export const object = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `one of ${Object.keys(shape).join(', ')}` : 'an object',
  });

export const map = <K extends z.core.$ZodRecordKey, V extends z.ZodType>(key: K, value: V) =>
  z.record(key, value, 'an object');

export const list = <T extends z.ZodType>(item: T, max: number) =>
  z.array(item, 'a list').max(max, `at most ${max} entries`);
