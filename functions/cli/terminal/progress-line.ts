import type { Terminal } from './command.ts';

export interface Progress {
  /** Shows the text that `describe` gives, at most five times a second. */
  update(describe: () => string): void;
  /** Takes the line away, so that other lines can follow. */
  clear(): void;
}

const intervalMs = 200;
/** Back to the start of the line, and away with it. */
export const eraseLine = '\r\u001b[K';
/** Of a terminal that does not tell its width, or tells 0 as some pseudo-terminals do. */
const usualColumns = 80;

/** One line that is written over again and again; nothing at all when stderr is no terminal. */
export function createProgress(stderr: Terminal['stderr'], now: () => number): Progress {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let isShown = false;

  return {
    update(describe) {
      if (!stderr.isTTY || now() - shownAtMs < intervalMs) return;
      shownAtMs = now();
      isShown = true;
      stderr.write(`${eraseLine}${describe().slice(0, (stderr.columns || usualColumns) - 1)}`);
    },
    clear() {
      if (isShown) stderr.write(eraseLine);
      isShown = false;
    },
  };
}

/** As people read numbers: `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `3 events`, `1 event`. */
export function formatMany(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
