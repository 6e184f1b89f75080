import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readLogIdTime, readTimeMs, toPlausibleMs } from '../../../functions/log-event/read-time.ts';

const noon = Date.UTC(2026, 8, 14, 12);

const forms: readonly (readonly [value: unknown, ms: number | undefined])[] = [
  ['2026-09-14T12:00:00.000Z', noon],
  ['2026-12-28T23:59:59.999Z', Date.UTC(2026, 11, 28, 23, 59, 59, 999)],
  ['2026-12-31T23:59:59.999Z', Date.UTC(2026, 11, 31, 23, 59, 59, 999)],
  ['1999-01-01T00:00:00.001Z', Date.UTC(1999, 0, 1, 0, 0, 0, 1)],
  ['2026-09-14T12:00:00.8Z', noon + 800],
  ['2026-09-14T12:00:00.123456789Z', noon + 123],
  ['2026-09-14t12:00:00z', noon],
  ['2026-09-14T14:00:00+02:00', noon],
  ['2026-09-14T14:00:00+0200', noon],
  ['2026-09-14T06:30:00.000-05:30', noon],
  ['2026-09-14T12:00:00.000-00:00', noon],
  ['2026-09-14T12:00:00.000', noon],
  ['2026-09-14T12:00:00', noon],
  ['2026-09-14T12:00', noon],
  ['2026-09-14 12:00:00', noon],
  ['2026-09-14 12:00Z', noon],
  ['2026-09-14', noon - 43_200_000],
  ['2026-09-13T24:00:00Z', noon - 43_200_000],
  ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
  ['2000-02-29', Date.UTC(2000, 1, 29)],
  [noon, noon],
  [noon + 0.75, noon],
  [noon / 1_000, noon],
  [noon / 1_000 + 0.5, noon + 500],
  [String(noon), noon],
  [String(noon / 1_000), noon],
  [`${noon / 1_000}.5`, noon + 500],
  [`${noon}.75`, noon],
  [1e11, 1e11],
  [1e8, 1e11],
  [1e14 - 1, 1e14 - 1],
  ['1973-03-03T09:46:40.000Z', 1e11],
  ['1973-03-03T09:46:39.999Z', undefined],
  ['0001-01-01T00:00:00Z', undefined],
  ['0099-01-01T00:00:00Z', undefined],
  ['0099-01-01T00:00:00.000Z', undefined],
  ['1970-01-01T00:00:00.000Z', undefined],
  ['2026-00-14T12:00:00.000Z', undefined],
  ['2026-09-00T12:00:00.000Z', undefined],
  ['2026-09-14T24:00:00.001Z', undefined],
  ['2026-09-14T12:60:00.000Z', undefined],
  ['9999-12-31T23:59:59Z', undefined],
  ['2026-02-30T00:00:00Z', undefined],
  ['2026-02-29T00:00:00Z', undefined],
  ['2100-02-29T00:00:00Z', undefined],
  ['2026-09-31', undefined],
  ['2026-09-00', undefined],
  ['2026-00-14', undefined],
  ['2026-13-01T00:00:00Z', undefined],
  ['2026-09-14T25:00:00Z', undefined],
  ['2026-09-14T24:00:00.5Z', undefined],
  ['2026-09-14T12:60:00Z', undefined],
  ['2026-09-14T12:00:60Z', undefined],
  ['2026-09-14T12:00:00+24:00', undefined],
  ['2026-09-14T12:00:00+02:60', undefined],
  ['2026-09-14T12:00:00 +02:00', undefined],
  ['Mon, 14 Sep 2026 12:00:00 GMT', undefined],
  ['line 1', undefined],
  ['yesterday', undefined],
  ['12', undefined],
  ['-1789387200', undefined],
  ['', undefined],
  ['1'.repeat(1_000_000), undefined],
  [`2026-09-14T12:00:00.000Z${' '.repeat(1_000_000)}`, undefined],
  [0, undefined],
  [-1, undefined],
  [-noon, undefined],
  [1e14, undefined],
  [noon * 1_000, undefined],
  [1e300, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [Number.NaN, undefined],
  [null, undefined],
  [undefined, undefined],
  [true, undefined],
  [{ $date: '2026-09-14' }, undefined],
  [{ seconds: 1 }, undefined],
  [['2026-09-14'], undefined],
];

describe('readTimeMs', () => {
  it.each(forms)('reads %j as %p', (value, ms) => {
    expect(readTimeMs(value)).toBe(ms);
  });

  it.each(['America/New_York', 'Asia/Kolkata', 'UTC'])('reads the same on a machine in %s', (zone) => {
    const texts = forms.filter(([value]) => typeof value === 'string' && value.length < 100);
    const module = new URL('../../../functions/log-event/read-time.ts', import.meta.url).href;
    const program = `
        import { readTimeMs } from ${JSON.stringify(module)};
        const texts = ${JSON.stringify(texts.map(([text]) => text))};
        const noonHere = new Date(2026, 8, 14, 12).getTime();
        console.log(JSON.stringify({ noonHere, times: texts.map((text) => readTimeMs(text) ?? null) }));
      `;

    const output = execFileSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', program],
      { env: { TZ: zone }, encoding: 'utf8', cwd: fileURLToPath(new URL('../../../', import.meta.url)) },
    );

    const { noonHere, times } = JSON.parse(output) as { noonHere: number; times: unknown };
    // That the zone is in force, without which the rest would prove nothing.
    expect(noonHere === noon).toBe(zone === 'UTC');
    expect(times).toEqual(texts.map(([, ms]) => ms ?? null));
  });
});

describe('readLogIdTime', () => {
  it.each<[logId: string | undefined, ms: number | undefined]>([
    ['90020260914080234018157717339783688721096017323748527751', Date.UTC(2026, 8, 14, 8, 2, 34, 18)],
    ['90020261314080234018157717339783688721096017323748527751', undefined],
    [`90020261399080234018${'0'.repeat(36)}`, undefined],
    ['9002026091408023401815771733978368872109601732374852775', undefined],
    ['evt_1', undefined],
    ['sha256:ab', undefined],
    ['900', undefined],
    [undefined, undefined],
  ])('reads %j as %p', (logId, ms) => {
    expect(readLogIdTime(logId)).toBe(ms);
  });
});

describe('toPlausibleMs', () => {
  it.each([
    [1e11 - 1, undefined],
    [1e11, 1e11],
    [1e14, undefined],
    [Number.NaN, undefined],
    [undefined, undefined],
    [1_772_450_104_873.9, 1_772_450_104_873],
  ])('takes %p for %p', (ms, result) => {
    expect(toPlausibleMs(ms)).toBe(result);
  });
});
