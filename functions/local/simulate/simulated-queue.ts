import type { QueueSettings } from '../../session/queue-settings.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { Random } from './random.ts';

/**
 * A queue as Lambda reads one: each of so many pollers gathers a batch until it is full, or its first message has waited for
 * the window, and gathers the next one when its invocation is over.
 *
 * AWS polls with fewer while little comes. With all of them batches are smaller and more, which costs more: the dearer
 * case.
 */
export interface SimulatedQueue<Message> {
  send(message: Message): void;
  /** Messages that nobody works on. */
  countWaiting(): number;
}

export interface SimulatedQueueOptions<Message> {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly settings: QueueSettings;
  readonly pollers: number;
  /** An invocation; never rejects. */
  readonly work: (batch: readonly Message[], poller: number) => Promise<void>;
}

interface Poller<Message> {
  readonly index: number;
  gathered: Message[];
  isAtWork: boolean;
  callOff: () => void;
}

export function createSimulatedQueue<Message>(
  options: SimulatedQueueOptions<Message>,
): SimulatedQueue<Message> {
  const { clock, random, settings, work } = options;
  const windowMs = settings.batchWindowSeconds * 1_000;
  const pollers = Array.from({ length: options.pollers }, (_one, index): Poller<Message> => {
    return { index, gathered: [], isAtWork: false, callOff: () => undefined };
  });
  const free = [...pollers];
  let waiting: { readonly message: Message; readonly sinceMs: number }[] = [];
  /** Of `waiting`, those before it are taken. */
  let taken = 0;

  function invoke(poller: Poller<Message>): void {
    poller.callOff();
    poller.isAtWork = true;
    free.splice(free.indexOf(poller), 1);
    const batch = poller.gathered;
    poller.gathered = [];
    void work(batch, poller.index).then(() => {
      poller.isAtWork = false;
      free.push(poller);
      takeWaiting(poller);
    });
  }

  /** Who comes back finds messages that have waited long enough. */
  function takeWaiting(poller: Poller<Message>): void {
    const batch = waiting.slice(taken, taken + settings.batchSize);
    if (batch.length === 0) return;
    taken += batch.length;
    if (taken > 10_000 && taken > waiting.length / 2) {
      waiting = waiting.slice(taken);
      taken = 0;
    }
    poller.gathered = batch.map(({ message }) => message);
    const dueMs = batch[0]!.sinceMs + windowMs;
    if (batch.length >= settings.batchSize || dueMs <= clock.now()) invoke(poller);
    else poller.callOff = clock.setTimer(() => invoke(poller), dueMs - clock.now());
  }

  return {
    send(message) {
      const poller = free[Math.floor(random() * free.length)];
      if (poller === undefined) {
        waiting.push({ message, sinceMs: clock.now() });
        return;
      }
      poller.gathered.push(message);
      if (poller.gathered.length >= settings.batchSize) invoke(poller);
      else if (poller.gathered.length === 1) {
        if (windowMs === 0) invoke(poller);
        else poller.callOff = clock.setTimer(() => invoke(poller), windowMs);
      }
    },
    countWaiting: () =>
      waiting.length - taken + pollers.reduce((sum, { gathered }) => sum + gathered.length, 0),
  };
}
