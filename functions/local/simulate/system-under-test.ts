import type { SessionAnswer } from '../../session/session-client.ts';
import type { SessionStatus } from '../../session/session-status.ts';
import type { SimulationOptions } from './options.ts';
import type { Random } from './random.ts';
import type { QueuedEvent } from './traffic.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A message of the queue, as the function gets it. */
export interface Message {
  readonly event: QueuedEvent;
  readonly body: string;
}

/** How an event left. */
export interface Leaving {
  readonly status: SessionStatus;
  /**
   * What its record knows of the session: Auth0's answer, the beginning that went by in the log, or neither.
   */
  readonly context: 'api' | 'observed' | 'none';
}

/** Called once for each message whose record is finished. */
export type Leave = (message: Message, leaving: Leaving) => void;

/** What surrounds the code that is tried: all of it in virtual time. */
export interface Surroundings {
  readonly options: SimulationOptions;
  readonly clock: VirtualClock;
  readonly random: Random;
  /** One request to the Management API. */
  readonly ask: (sessionId: string, timeoutMs: number) => Promise<SessionAnswer>;
  /** Finished records to their destinations. */
  readonly deliver: (records: number) => Promise<void>;
  /** Into the queue of look-ups that wait for their turn. */
  readonly sendLater: (later: Omit<LaterMessage, 'deliveries'>, delayMs: number) => Promise<void>;
}

/** A message in the queue of look-ups, with whatever the code under test put beside it. */
export interface LaterMessage {
  readonly message: Message;
  readonly beside: unknown;
  readonly deliveries: number;
}

/** One worker's life, from its cold start on. Each of its invocations is over when the promise resolves. */
export interface Worker {
  work(batch: readonly Message[], leave: Leave): Promise<void>;
  workLater(batch: readonly LaterMessage[], leave: Leave): Promise<void>;
}

/** The code that is tried. */
export interface SystemUnderTest {
  /** With nothing in its memory. */
  startWorker(index: number): Worker;
  /** Calls of the table, where there is one. */
  readonly tableCalls?: { readonly itemCalls: number; readonly lineCalls: number };
  /** What its items came to, where there are any. */
  readonly itemSizes?: ItemSizes;
}

/** In bytes, as DynamoDB counts them. */
export interface ItemSizes {
  /** Of each session's item, by its key, as it was last written. */
  readonly sessions: ReadonlyMap<string, number>;
  /** Of the largest item that there ever was, users' among them. */
  readonly largest: number;
}
