import { isIP } from 'node:net';
import { isObject } from '../faults.ts';

interface ValueCheck {
  /** For a message: `must be <label>`. */
  readonly label: string;
  readonly holds: (value: unknown) => boolean;
}

const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const within = (value: unknown, bound: number) => typeof value === 'number' && Math.abs(value) <= bound;

const integer: ValueCheck = { label: 'an integer', holds: Number.isInteger };
const number: ValueCheck = { label: 'a number', holds: Number.isFinite };
const text: ValueCheck = { label: 'a string', holds: (value) => typeof value === 'string' };

const checks: Readonly<Record<string, ValueCheck>> = {
  boolean: { label: 'a boolean', holds: (value) => typeof value === 'boolean' },
  date: {
    label: 'an ISO 8601 date and time with offset',
    holds: (value) => typeof value === 'string' && isoDate.test(value) && !Number.isNaN(Date.parse(value)),
  },
  geo_point: {
    label: '{ lat, lon }',
    holds: (value) =>
      isObject(value) &&
      within(value['lat'], 90) &&
      within(value['lon'], 180) &&
      Object.keys(value).length === 2,
  },
  integer,
  ip: { label: 'an IP address', holds: (value) => typeof value === 'string' && isIP(value) !== 0 },
  long: integer,
  float: number,
  double: number,
  scaled_float: number,
};

/** What values of a field's type are; types without a check of their own (keyword, text …) hold texts. */
export const valueCheckOf = (type: string): ValueCheck => checks[type] ?? text;
