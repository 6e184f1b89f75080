import type { ChaosSystem } from '../chaos-system.ts';
import type { Chance } from '../random.ts';
import type { Sent, Traffic } from '../traffic.ts';

export interface FaultContext {
  readonly system: ChaosSystem;
  readonly chance: Chance;
  readonly traffic: Traffic;
  /** For what a fault itself sends past the webhook: it counts like any other. */
  readonly acknowledge: (sent: readonly Sent[]) => void;
  /** Further elements for the webhook, beside the round's own. */
  readonly send: (sent: readonly Sent[]) => void;
}

/** One way in which something goes wrong, from outside and over the wire. */
export interface ChaosFault {
  readonly name: string;
  /** Ends by itself after so long; `until-drained` stays until the queue is empty. @default 700 */
  readonly lasts?: number | 'until-drained';
  /** Begins before the first event, when nothing has been read yet. @default false */
  readonly atStart?: boolean;
  /** Returns what ends it. */
  begin(context: FaultContext): () => void;
}
