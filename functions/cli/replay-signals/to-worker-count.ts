import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { standardInput } from '../input/find-input-files.ts';
import { parseNumber } from '../terminal/parse-options.ts';
import { UsageError } from '../terminal/user-error.ts';

/** Each takes half a gigabyte, and more than one for a month of a large tenant. */
const mostByDefault = 4;
const most = 64;
/** Less is done before workers have started. */
const worthWorkers = 64 * 1_024 * 1_024;

/** How many workers a replay of these files has. Standard input can be read by one alone. */
export async function toWorkerCount(given: string | undefined, files: readonly string[]): Promise<number> {
  const isFromFiles = !files.includes(standardInput);
  if (given !== undefined) {
    const workers = Math.floor(parseNumber('--workers', given, { min: 1, max: most }));
    if (workers > 1 && !isFromFiles) {
      throw new UsageError('--workers: standard input is read by one worker; give files for more');
    }
    return workers;
  }
  if (!isFromFiles) return 1;
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return bytes < worthWorkers ? 1 : Math.min(availableParallelism(), mostByDefault);
}
