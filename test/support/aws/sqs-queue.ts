import { randomUUID } from 'node:crypto';

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes | undefined;
  readonly sentAtMs: number;
  /** Hidden until then, by a delay or because somebody works on it. */
  visibleAtMs: number;
  receiveCount: number;
  firstReceivedAtMs: number | undefined;
  receipt: string | undefined;
  readonly sourceArn: string | undefined;
}

export type MessageAttributes = {
  readonly [name: string]: {
    readonly DataType?: string;
    readonly StringValue?: string;
    readonly BinaryValue?: string;
  };
};

/** Where a queue sets messages aside that were received too often. */
export interface Redrive {
  readonly maxReceiveCount: number;
  readonly target: StandInQueue;
}

/** A standard queue: at least once, hidden while somebody works on it, back when the time is over. */
export class StandInQueue {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  attributes: { readonly [name: string]: string };
  redrive: Redrive | undefined;
  readonly #now: () => number;
  readonly #messages = new Map<string, QueueMessage>();
  readonly #receipts = new Map<string, string>();

  constructor(options: {
    name: string;
    arn: string;
    attributes: { readonly [name: string]: string };
    now: () => number;
  }) {
    this.name = options.name;
    this.arn = options.arn;
    this.attributes = options.attributes;
    this.#now = options.now;
    this.createdAtMs = options.now();
  }

  get messages(): readonly QueueMessage[] {
    return [...this.#messages.values()];
  }

  add(
    body: string,
    options: { attributes?: MessageAttributes | undefined; delaySeconds?: number } = {},
  ): QueueMessage {
    const sentAtMs = this.#now();
    const message: QueueMessage = {
      id: randomUUID(),
      body,
      attributes: options.attributes,
      sentAtMs,
      visibleAtMs: sentAtMs + (options.delaySeconds ?? Number(this.attributes['DelaySeconds'] ?? 0)) * 1_000,
      receiveCount: 0,
      firstReceivedAtMs: undefined,
      receipt: undefined,
      sourceArn: undefined,
    };
    this.#messages.set(message.id, message);
    return message;
  }

  receive(max: number, visibilitySeconds: number): QueueMessage[] {
    const nowMs = this.#now();
    const taken: QueueMessage[] = [];
    for (const message of this.#messages.values()) {
      if (taken.length === max) break;
      if (message.visibleAtMs > nowMs) continue;
      if (this.redrive && message.receiveCount >= this.redrive.maxReceiveCount) {
        this.#setAside(message, this.redrive.target);
        continue;
      }
      message.receiveCount++;
      message.firstReceivedAtMs ??= nowMs;
      message.visibleAtMs = nowMs + visibilitySeconds * 1_000;
      message.receipt = randomUUID();
      this.#receipts.set(message.receipt, message.id);
      taken.push(message);
    }
    return taken;
  }

  /** True for a receipt that this queue has given out, be it an old one: an old one deletes nothing. */
  delete(receipt: string): boolean {
    const message = this.#byReceipt(receipt);
    if (message?.receipt === receipt) this.#messages.delete(message.id);
    return this.#receipts.has(receipt);
  }

  /** False when the message is not being worked on under this receipt. */
  setVisibility(receipt: string, seconds: number): boolean {
    const message = this.#byReceipt(receipt);
    if (message?.receipt !== receipt || message.visibleAtMs <= this.#now()) return false;
    message.visibleAtMs = this.#now() + seconds * 1_000;
    return true;
  }

  purge(): void {
    this.#messages.clear();
  }

  counts(): { waiting: number; hidden: number; delayed: number } {
    const nowMs = this.#now();
    const counts = { waiting: 0, hidden: 0, delayed: 0 };
    for (const { visibleAtMs, receiveCount } of this.#messages.values()) {
      if (visibleAtMs <= nowMs) counts.waiting++;
      else if (receiveCount > 0) counts.hidden++;
      else counts.delayed++;
    }
    return counts;
  }

  #byReceipt(receipt: string): QueueMessage | undefined {
    return this.#messages.get(this.#receipts.get(receipt) ?? '');
  }

  #setAside(message: QueueMessage, target: StandInQueue): void {
    this.#messages.delete(message.id);
    const moved = {
      ...message,
      receiveCount: 0,
      receipt: undefined,
      visibleAtMs: this.#now(),
      sourceArn: this.arn,
    };
    target.#messages.set(message.id, moved);
  }
}
