import type { LookUpLine } from '../ledger/line.ts';
import type { LedgerFigures } from './enricher-metrics.ts';

export interface LedgerMeter {
  readonly onFailure: (code: string) => void;
  readonly onFull: () => void;
  /** The same line, whose answers are counted. */
  watch(line: LookUpLine): LookUpLine;
  /** The figures since the last call, and the codes of what failed. */
  take(): LedgerFigures & { readonly codes: readonly string[] };
}

/** Adds up what ledger and line did. */
export function createLedgerMeter(): LedgerMeter {
  let sums = createSums();
  return {
    onFailure(code) {
      sums.failures += 1;
      sums.codes.add(code);
    },
    onFull() {
      sums.full += 1;
    },
    watch: (line) => ({
      ...line,
      async reserve(wants) {
        const reserved = await line.reserve(wants);
        sums.wanted += reserved.length;
        sums.closed += reserved.filter(({ status }) => status === 'closed').length;
        return reserved;
      },
    }),
    take() {
      const { codes, ...figures } = sums;
      sums = createSums();
      return { ...figures, codes: [...codes] };
    },
  };
}

function createSums() {
  return { failures: 0, full: 0, wanted: 0, closed: 0, codes: new Set<string>() };
}
