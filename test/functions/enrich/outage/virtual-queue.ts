export interface VirtualMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: { readonly [name: string]: string | undefined };
  readonly enqueuedAtMs: number;
  receiveCount: number;
}

export interface VirtualQueueOptions {
  readonly visibilitySeconds: number;
  readonly maxReceiveCount: number;
  readonly delaySeconds?: number;
}

/** SQS over a clock that is told the time, in whole seconds: what it gives out at a second, and what it sets aside. */
export function createVirtualQueue(options: VirtualQueueOptions) {
  const { visibilitySeconds, maxReceiveCount, delaySeconds = 0 } = options;
  /** By the second at which they become visible. */
  const due = new Map<number, VirtualMessage[]>();
  const dead: VirtualMessage[] = [];
  let size = 0;
  let sent = 0;

  function show(message: VirtualMessage, atSecond: number): void {
    const others = due.get(atSecond);
    if (others) others.push(message);
    else due.set(atSecond, [message]);
  }

  return {
    dead: dead as readonly VirtualMessage[],
    get size() {
      return size;
    },
    add(nowSecond: number, body: string, attributes: VirtualMessage['attributes'] = {}): void {
      sent += 1;
      size += 1;
      const enqueuedAtMs = 1_000 * nowSecond;
      const message = { messageId: `m${sent}`, body, attributes, enqueuedAtMs, receiveCount: 0 };
      show(message, nowSecond + delaySeconds);
    },
    /** Everything that becomes visible at this second; it has to be asked for each second in turn. */
    receive(nowSecond: number): readonly VirtualMessage[] {
      const visible = due.get(nowSecond) ?? [];
      due.delete(nowSecond);
      const given = visible.filter(({ receiveCount }) => receiveCount < maxReceiveCount);
      for (const message of given) message.receiveCount += 1;
      dead.push(
        ...visible.filter((message) => !given.includes(message) && message.receiveCount >= maxReceiveCount),
      );
      size -= visible.length - given.length;
      return given;
    },
    /** What is not among the failed is done; these come again when they are to, or else after the queue's own timeout. */
    settle(
      nowSecond: number,
      batch: readonly VirtualMessage[],
      failed: ReadonlySet<string>,
      returns: ReadonlyMap<string, number>,
    ): void {
      for (const message of batch) {
        if (!failed.has(message.messageId)) size -= 1;
        else show(message, nowSecond + Math.max(1, returns.get(message.messageId) ?? visibilitySeconds));
      }
    },
  };
}

export type VirtualQueue = ReturnType<typeof createVirtualQueue>;
