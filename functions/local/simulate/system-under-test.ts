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

/** What surrounds the code that is tried: all of it in virtual time. */
export interface Surroundings {
  readonly options: SimulationOptions;
  readonly clock: VirtualClock;
  /** One request to the Management API. */
  readonly ask: (sessionId: string, timeoutMs: number) => Promise<SessionAnswer>;
  readonly random: Random;
}

/** One worker's life, from its cold start on. */
export interface Worker {
  /** A batch. `leave` is called once for each message whose record is finished in it; it is over when this resolves. */
  work(batch: readonly Message[], leave: (message: Message, leaving: Leaving) => void): Promise<void>;
}

/** The code that is tried. */
export interface SystemUnderTest {
  /** Nothing in its memory. */
  startWorker(index: number): Worker;
  /** The queue of look-ups that wait for their turn, where there is one: how many workers read it, and what they do. */
  readonly laterQueue?: LaterQueue;
}

/** Events on their way through the queue of look-ups. */
export interface LaterQueue {
  readonly work: (
    batch: readonly LaterMessage[],
    worker: Worker,
    leave: (message: Message, leaving: Leaving) => void,
  ) => Promise<void>;
}

export interface LaterMessage {
  readonly message: Message;
  readonly deliveries: number;
}
