import type { QueueSettings } from '../../session/queue-settings.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { Random } from './random.ts';

/** So many batches Lambda gathers at a time at first, and so many more a second while messages wait (300 a minute). */
const firstPollers = 5;
const morePollersMs = 200;

/**
 * A queue as Lambda reads one: each of so many pollers gathers a batch until it is full, or its first message has waited for
 * the window, and gathers the next one when its invocation is over.
 *
 * Lambda begins with five of them, and takes more while messages wait because all are at work (AWS: "Lambda event source
 * scaling behavior for Amazon SQS"). When it goes back to fewer is not said: here it never does, the dearer case. With all
 * of them from the start, batches are smaller still, and each waits for the whole of its window.
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
  /** All of them from the start, whatever there is to do. @default false */
  readonly isAllAtOnce?: boolean;
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
  const { isAllAtOnce = false } = options;
  let started = isAllAtOnce ? pollers.length : Math.min(firstPollers, pollers.length);
  let isStarting = false;
  const free = pollers.slice(0, started);
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

  /** One more at a time, for as long as messages wait. */
  function startAnother(): void {
    if (isStarting || started >= pollers.length || waiting.length === taken) return;
    isStarting = true;
    clock.setTimer(() => {
      isStarting = false;
      if (waiting.length === taken) return;
      const poller = pollers[started]!;
      started += 1;
      free.push(poller);
      takeWaiting(poller);
      startAnother();
    }, morePollersMs);
  }

  return {
    send(message) {
      const poller = free[Math.floor(random() * free.length)];
      if (poller === undefined) {
        waiting.push({ message, sinceMs: clock.now() });
        startAnother();
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
