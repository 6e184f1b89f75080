import { type Counting, type Detection, fires, type Json, toText } from './condition.ts';
import { readSigmaField } from './sigma.ts';

/**
 * Whether a rule that counts fires on these records: in some window of its length, one group has enough events, or
 * enough different values. An event that was delivered twice counts once; one without a group, or a value, not at all.
 */
export function firesTogether(
  detection: Detection & { readonly correlation?: Counting },
  records: readonly Json[],
): boolean {
  const { correlation } = detection;
  if (correlation === undefined) return records.some((record) => fires(detection, record));
  const groups = new Map<string, { readonly atMs: number; readonly value: string }[]>();
  for (const record of new Map(records.map((one) => [toUid(one), one])).values()) {
    const keys = correlation.groupBy.map((field) => readSigmaField(record, field)[0]);
    const value =
      correlation.field === undefined ? toUid(record) : readSigmaField(record, correlation.field)[0];
    if (!fires(detection, record) || value === undefined || keys.includes(undefined)) continue;
    const key = JSON.stringify(keys);
    groups.set(key, [
      ...(groups.get(key) ?? []),
      { atMs: Number(record['time']), value: toText(value).toLowerCase() },
    ]);
  }
  return [...groups.values()].some((group) =>
    group.some(({ atMs }) => {
      const within = group.filter((one) => one.atMs >= atMs && one.atMs <= atMs + correlation.windowMs);
      return new Set(within.map((one) => one.value)).size >= correlation.least;
    }),
  );
}

const toUid = (record: Json): string => toText(readSigmaField(record, 'metadata.uid')[0] ?? '');
