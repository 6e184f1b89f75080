import type { Place } from './steps.ts';

/** Keys of a tenant file. */
export type File = Readonly<Record<string, unknown>>;

/** What a log event of a step has to reach: each of the first, and one of the others. */
export interface Reach {
  readonly all: readonly Place[];
  readonly any: readonly Place[];
}

/** Destinations that are there before and after the step have to be reached; of the others it may be either. */
export function toReach(before: File, after: File): Reach {
  const [old, now] = [placesOf(before), placesOf(after)];
  return { all: old.filter((place) => now.includes(place)), any: [...new Set([...old, ...now])] };
}

/** Whether a collector is new to the file, which waits for its token. */
export function hasNewCollector(before: File, after: File): boolean {
  const [old, now] = [before, after].map((file) => destinationsOf(file).map(({ name }) => name));
  return now?.some((name) => name !== undefined && !old?.includes(name)) === true;
}

const destinationsOf = ({ destinations }: File) =>
  destinations as readonly { readonly type: string; readonly name?: string }[];

function placesOf(file: File): Place[] {
  return destinationsOf(file).flatMap(({ type }): Place[] => {
    if (type === 'bucket') return ['bucket'];
    if (type === 'eventBus') return ['bus'];
    if (type === 'deliveryStream') return ['stream'];
    return type === 'https' ? ['collector'] : [];
  });
}

/** A way that is open before and after: what nobody listens to is paused in Auth0 first, as the guide says. */
export function toWay(before: File, after: File): 'webhook' | 'partner' | 'none' {
  const isOpen = (key: string) =>
    [before, after].every(({ ingress }) => (ingress as Record<string, unknown>)[key] !== undefined);
  if (isOpen('eventBridge')) return 'partner';
  return isOpen('webhook') ? 'webhook' : 'none';
}
