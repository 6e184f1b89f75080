/** Message attributes of events that are sent again from an archive: nobody waits for them. */
export const backfillAttributes: { readonly [name: string]: string } = { origin: 'backfill' };

export function isBackfilled(attributes: Readonly<Record<string, string | undefined>>): boolean {
  return attributes['origin'] === backfillAttributes['origin'];
}
