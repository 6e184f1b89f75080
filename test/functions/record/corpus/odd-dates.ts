import type { ModelInput } from '../../../../functions/record/event-model.ts';

/** Dates as applications, exports and attackers write them: how one is read may be improved, and is listed apart. */
export const oddDates: readonly unknown[] = [
  1_772_450_104_873,
  1_772_450_104,
  1_772_450_104.5,
  '1772450104873',
  '1772450104',
  '2026-03-02T11:15:04Z',
  '2026-03-02T11:15:04.873',
  '2026-03-02 11:15:04',
  '2026-03-02T12:15:04.873+01:00',
  '2026-03-02T12:15:04+0100',
  '2026-03-02t11:15:04z',
  '2026-03-02',
  '2026-02-30T11:15:04.873Z',
  '2026-03-02T11:15:04.873123456Z',
  'Mon, 02 Mar 2026 11:15:04 GMT',
  { $date: '2026-03-02T11:15:04.873Z' },
  '1970-01-01T00:00:00.000Z',
  '+275760-09-13T00:00:00.000Z',
  0,
  -1,
  1e300,
  true,
  '',
];

const usualDate = /^(?:19[89]\d|20\d\d)-\d\d-(?:[01]\d|2[0-8])T\d\d:\d\d:\d\d\.\d{3}Z$/;
const dateKey = /^(?:date|timestamp|\w+_at)$/;

/** Whether event or session have a date that is neither absent nor written as Auth0 usually writes it. */
export function hasOddDate({ event, outcome }: ModelInput): boolean {
  return isOdd(event.data['date']) || hasOddDateIn(outcome.session);
}

function hasOddDateIn(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 4) return false;
  return Object.entries(value).some(
    ([key, child]) => (dateKey.test(key) && isOdd(child)) || hasOddDateIn(child, depth + 1),
  );
}

function isOdd(date: unknown): boolean {
  if (date === undefined || date === null) return false;
  return typeof date !== 'string' || !usualDate.test(date);
}
