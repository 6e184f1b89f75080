import { randomUUID } from 'node:crypto';

export interface MemoryQueueOptions {
  /** How long a received message stays hidden from other receivers. @default 180000 */
  readonly visibilityTimeoutMs?: number;
  /** Attempts before a message is set aside. @default 5 */
  readonly maxReceiveCount?: number;
  readonly now?: () => number;
}

export interface HeldMessage {
  readonly messageId: string;
  readonly body: string;
  /** Names this receipt of the message; a later receipt has another one. */
  readonly receiptHandle: string;
  /** 1 on the first delivery. */
  readonly receiveCount: number;
  readonly enqueuedAtMs: number;
}

export interface MemoryDeadLetter {
  readonly body: string;
  readonly reason: string;
}

/** SQS in this process: the same promises (at least once, visibility timeout, dead letters), no network. */
export interface MemoryQueue {
  readonly visibilityTimeoutMs: number;
  /** Takes all of them: what it resolves with, the bodies that a queue refuses for good, is always empty. */
  add(bodies: readonly string[]): Promise<readonly never[]>;
  /** Straight to the dead letters. */
  setAside(items: readonly MemoryDeadLetter[]): Promise<void>;
  /** Up to `maxMessages` visible messages, none when there are none. They stay hidden for `hiddenForMs`. @default visibilityTimeoutMs */
  receive(maxMessages: number, hiddenForMs?: number): readonly HeldMessage[];
  /** For good. A handle that has run out is ignored: somebody else has the message by now. */
  delete(receiptHandles: readonly string[]): void;
  /** Hides a received message for so long from now, 0 not at all. A handle that has run out is ignored. */
  hide(receiptHandle: string, ms: number): void;
  /** Resolves when there may be something to receive, after `maxWaitMs` at the latest, or when the signal fires. */
  waitForMessages(maxWaitMs: number, signal: AbortSignal): Promise<void>;
  /** Messages not yet deleted or set aside, `inFlight` ones included. */
  readonly size: number;
  readonly inFlight: number;
  readonly deadLetters: readonly MemoryDeadLetter[];
}

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly enqueuedAtMs: number;
  receiveCount: number;
}

interface Receipt {
  readonly message: Message;
  readonly hiddenUntilMs: number;
}

export function createMemoryQueue(options: MemoryQueueOptions = {}): MemoryQueue {
  const { visibilityTimeoutMs = 180_000, maxReceiveCount = 5, now = Date.now } = options;
  const receipts = new Map<string, Receipt>();
  /** No receipt runs out before; it may be earlier than the first that does, once a message was deleted or hidden longer. */
  let nextRunOutMs = Number.POSITIVE_INFINITY;
  const deadLetters: MemoryDeadLetter[] = [];
  let visible: Message[] = [];
  let head = 0;
  let wake: (() => void)[] = [];

  function show(message: Message): void {
    visible.push(message);
  }

  function wakeAll(): void {
    const waiting = wake;
    wake = [];
    for (const resolve of waiting) resolve();
  }

  function hold(receiptHandle: string, message: Message, hiddenUntilMs: number): void {
    receipts.set(receiptHandle, { message, hiddenUntilMs });
    nextRunOutMs = Math.min(nextRunOutMs, hiddenUntilMs);
  }

  function showTimedOut(): void {
    const nowMs = now();
    if (nextRunOutMs > nowMs) return;
    nextRunOutMs = Number.POSITIVE_INFINITY;
    for (const [handle, { message, hiddenUntilMs }] of receipts) {
      if (hiddenUntilMs <= nowMs) {
        receipts.delete(handle);
        show(message);
      } else nextRunOutMs = Math.min(nextRunOutMs, hiddenUntilMs);
    }
  }

  function takeVisible(): Message | undefined {
    const message = visible[head];
    if (!message) return undefined;
    head += 1;
    if (head > 1_024 && head * 2 > visible.length) {
      visible = visible.slice(head);
      head = 0;
    }
    return message;
  }

  return {
    visibilityTimeoutMs,
    async add(bodies) {
      for (const body of bodies) {
        show({ messageId: randomUUID(), body, enqueuedAtMs: now(), receiveCount: 0 });
      }
      if (bodies.length > 0) wakeAll();
      return [];
    },
    async setAside(items) {
      deadLetters.push(...items);
    },
    receive(maxMessages, hiddenForMs = visibilityTimeoutMs) {
      showTimedOut();
      // One moment for all of them, so that they come back together.
      const hiddenUntilMs = now() + hiddenForMs;
      const received: HeldMessage[] = [];
      while (received.length < maxMessages) {
        const message = takeVisible();
        if (!message) break;
        if (message.receiveCount >= maxReceiveCount) {
          deadLetters.push({ body: message.body, reason: 'max_receive_count' });
          continue;
        }
        message.receiveCount += 1;
        const receiptHandle = randomUUID();
        hold(receiptHandle, message, hiddenUntilMs);
        received.push({ ...message, receiptHandle });
      }
      return received;
    },
    delete(receiptHandles) {
      for (const handle of receiptHandles) receipts.delete(handle);
    },
    hide(receiptHandle, ms) {
      showTimedOut();
      const receipt = receipts.get(receiptHandle);
      if (receipt === undefined) return;
      hold(receiptHandle, receipt.message, now() + ms);
      // Whoever waits, waits until a moment that may be too late now.
      wakeAll();
    },
    async waitForMessages(maxWaitMs, signal) {
      showTimedOut();
      if (signal.aborted || head < visible.length) return;
      const waitMs = Math.max(0, Math.min(maxWaitMs, nextRunOutMs - now()));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, waitMs);
        signal.addEventListener('abort', done);
        wake.push(done);
        function done(): void {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          wake = wake.filter((other) => other !== done);
          resolve();
        }
      });
    },
    get size() {
      return visible.length - head + receipts.size;
    },
    get inFlight() {
      showTimedOut();
      return receipts.size;
    },
    get deadLetters() {
      return deadLetters;
    },
  };
}
