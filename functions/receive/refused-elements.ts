import type { RefusedBody, SetAsideItem } from '../queue/event-queue.ts';
import type { RejectedElement, SortedElements } from './sort-elements.ts';

/** What becomes of events that the queue will never take: in base64, as it may be their characters that it refuses. */
export function toRefusedElements(
  { bodies, positions }: Pick<SortedElements, 'bodies' | 'positions'>,
  refused: readonly RefusedBody[],
): { readonly items: readonly SetAsideItem[]; readonly rejected: readonly RejectedElement[] } {
  const toReason = (code: string) => `refused by the queue: ${code}`;
  return {
    items: refused.map(({ index, code }) => ({
      body: Buffer.from(bodies[index] ?? '').toString('base64'),
      reason: toReason(code),
      encoding: 'base64',
    })),
    rejected: refused.map(({ index, code }) => ({ position: positions[index] ?? 0, reason: toReason(code) })),
  };
}
