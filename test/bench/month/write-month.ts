import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { generateMonth, type MonthSize } from './generate-month.ts';

/** A `log_id` in the form of Auth0's, in the order of the month. */
export function toLogId(count: number): string {
  return `9002026${String(count).padStart(49, '0')}`;
}

/** The month as a customer keeps it: a line for each log event, as a stream sends them. Gives their number. */
export async function writeMonth(size: MonthSize, file: string): Promise<number> {
  const output = createWriteStream(file);
  let count = 0;
  for (const today of generateMonth(size)) {
    const lines = today.map(({ data }) => {
      count += 1;
      const log_id = toLogId(count);
      return `${JSON.stringify({ log_id, data: { ...data, log_id } })}\n`;
    });
    for (let from = 0; from < lines.length; from += 1_000) {
      if (!output.write(lines.slice(from, from + 1_000).join(''))) await once(output, 'drain');
    }
  }
  output.end();
  await once(output, 'finish');
  return count;
}
