/**
 * A queue message's limit, body and attributes together, in bytes:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const maxMessageBytes = 1_048_576;

/** Something that came in and is no usable event. */
export interface SetAsideItem {
  /** The element as it was sent. */
  readonly body: string;
  /** One of a few fixed sentences. */
  readonly reason: string;
  /** Given when the element is no text: `body` is its bytes in base64. */
  readonly encoding?: 'base64';
}

/** An event that the queue refuses however often it is sent. */
export interface RefusedBody {
  /** Its place among those that were to be added, from 0. */
  readonly index: number;
  /** The service's own name for why. */
  readonly code: string;
}

/** The durable step between the webhook and the enrichment. */
export interface EventQueue {
  /**
   * Stores events, each as its own message, whose body is the element's own text, readable by `parseElement`. A body
   * has to fit into a message: `toMessageBody` and `maxMessageBytes`.
   *
   * Resolves only when all are durable but those that it gives back: the queue will never take them, their neighbours it
   * has. Rejects with QueueUnavailableError when some may not be durable; the caller has them all delivered again.
   */
  add(bodies: readonly string[]): Promise<readonly RefusedBody[]>;
  /** Keeps what cannot be read as an event among the dead letters, whatever its size and characters; as durable. */
  setAside(items: readonly SetAsideItem[]): Promise<void>;
}

/** Not everything is durable. Deliver again: what was stored already comes twice, and readers drop repeats. */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';
  /** The service's or the client's own name for it, for example `RequestThrottled` or `out_of_time`. */
  readonly code: string;

  constructor(code: string) {
    super(`the queue did not take everything: ${code}`);
    this.code = code;
  }
}
