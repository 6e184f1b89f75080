import { maxMessageBytes } from './event-queue.ts';

/** What SQS refuses: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const refused = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Quick, because it looks at code units: what is refused, and every half of a pair. */
const suspicious = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/;

/**
 * The JSON text of an event in characters that SQS takes. JSON's own escapes stand for the others, and valid JSON has
 * those in strings only, so it still says the same.
 *
 * U+FFFE and U+FFFF are the ones to meet: `JSON.stringify` leaves them alone, and a browser may put them into its
 * user agent. One would hold up its whole batch for ever.
 */
export function toMessageBody(json: string): string {
  if (!suspicious.test(json)) return json;
  return json.replace(refused, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Whether SQS takes a text as it is. */
export function isAllowedInMessage(text: string): boolean {
  refused.lastIndex = 0;
  return !refused.test(text);
}

/** Why an event cannot go through the queue, for whoever looks for it. */
export const tooLarge = 'larger than 1 MiB, the most that a queue message holds';

/** Whether no queue message holds a body: offered all the same, it would hold up everything behind it. */
export function isTooLarge(body: string): boolean {
  // No character has more than three bytes for each of its code units, so most need no counting.
  return body.length * 3 > maxMessageBytes && Buffer.byteLength(body) > maxMessageBytes;
}
