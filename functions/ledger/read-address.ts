import { isIP } from 'node:net';

/** An address without a zone (`%eth0`), which means something on one machine only. */
export function readAddress(value: unknown): string | undefined {
  return typeof value === 'string' && isIP(value) !== 0 && !value.includes('%') ? value : undefined;
}
