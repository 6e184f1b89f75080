/** What is left of a batch, in its order, and how many repeats it had. */
export interface WithoutRepeats<Event> {
  readonly kept: Event[];
  readonly repeats: number;
}

/**
 * Keeps the first event of each ID. Auth0 delivers at least once, so a batch or a file may hold an event twice; a
 * repeat in another batch is the reader's to drop, by the record's uid.
 */
export function dropRepeats<Event extends { readonly logId: string }>(
  events: readonly Event[],
): WithoutRepeats<Event> {
  const seen = new Set<string>();
  const kept = events.filter(({ logId }) => {
    if (seen.has(logId)) return false;
    seen.add(logId);
    return true;
  });
  return { kept, repeats: events.length - kept.length };
}
