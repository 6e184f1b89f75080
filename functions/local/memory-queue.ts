import { randomUUID } from 'node:crypto';

export interface MemoryQueueOptions {
  /** How long a received message stays hidden from other receivers. @default 180000 */
  readonly visibilityTimeoutMs?: number;
  /** Attempts before a message is set aside. @default 5 */
  readonly maxReceiveCount?: number;
  readonly now?: () => number;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
  /** Names this receipt of the message; a later receipt has another one. */
  readonly receiptHandle: string;
  /** 1 on the first delivery. */
  readonly receiveCount: number;
  readonly enqueuedAtMs: number;
}

export interface SetAsideItem {
  readonly body: string;
  readonly reason: string;
}

/** SQS in this process: the same promises (at least once, visibility timeout, dead letters), no network. */
export interface MemoryQueue {
  add(bodies: readonly string[]): Promise<void>;
  /** Straight to the dead letters. */
  setAside(items: readonly SetAsideItem[]): Promise<void>;
  /** Up to `maxMessages` visible messages, none when there are none. */
  receive(maxMessages: number): readonly ReceivedMessage[];
  /** For good. A handle that has run out is ignored: somebody else has the message by now. */
  delete(receiptHandles: readonly string[]): void;
  /** Makes received messages visible to everybody at once. */
  release(receiptHandles: readonly string[]): void;
  /** Resolves when there may be something to receive, after `maxWaitMs` at the latest, or when the signal fires. */
  waitForMessages(maxWaitMs: number, signal: AbortSignal): Promise<void>;
  /** Messages not yet deleted or set aside, `inFlight` ones included. */
  readonly size: number;
  readonly inFlight: number;
  readonly deadLetters: readonly SetAsideItem[];
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
  // The visibility timeout is the same for all, so receipts stand in the order in which they run out.
  const receipts = new Map<string, Receipt>();
  const deadLetters: SetAsideItem[] = [];
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

  function showTimedOut(): void {
    for (const [handle, { message, hiddenUntilMs }] of receipts) {
      if (hiddenUntilMs > now()) return;
      receipts.delete(handle);
      show(message);
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
    async add(bodies) {
      for (const body of bodies) {
        show({ messageId: randomUUID(), body, enqueuedAtMs: now(), receiveCount: 0 });
      }
      if (bodies.length > 0) wakeAll();
    },
    async setAside(items) {
      deadLetters.push(...items);
    },
    receive(maxMessages) {
      showTimedOut();
      const received: ReceivedMessage[] = [];
      while (received.length < maxMessages) {
        const message = takeVisible();
        if (!message) break;
        if (message.receiveCount >= maxReceiveCount) {
          deadLetters.push({ body: message.body, reason: 'max_receive_count' });
          continue;
        }
        message.receiveCount += 1;
        const receiptHandle = randomUUID();
        receipts.set(receiptHandle, { message, hiddenUntilMs: now() + visibilityTimeoutMs });
        received.push({ ...message, receiptHandle });
      }
      return received;
    },
    delete(receiptHandles) {
      for (const handle of receiptHandles) receipts.delete(handle);
    },
    release(receiptHandles) {
      for (const handle of receiptHandles) {
        const receipt = receipts.get(handle);
        if (receipt) show(receipt.message);
        receipts.delete(handle);
      }
      wakeAll();
    },
    async waitForMessages(maxWaitMs, signal) {
      showTimedOut();
      if (signal.aborted || head < visible.length) return;
      const [next] = receipts.values();
      const waitMs = Math.max(
        0,
        Math.min(maxWaitMs, (next?.hiddenUntilMs ?? Number.POSITIVE_INFINITY) - now()),
      );
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
