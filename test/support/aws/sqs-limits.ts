import { AwsError } from './aws-error.ts';

export const maxMessageBytes = 1_048_576;
export const maxBatchEntries = 10;

// Everything XML 1.0 allows: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const allowedText = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u;

/** Why SQS would not take this message; undefined when it would. */
export function refusalOf(body: string | undefined, bytes: number): AwsError | undefined {
  if (body === undefined || body === '') return new AwsError('MissingParameter', 'MessageBody is missing');
  if (!allowedText.test(body)) {
    return new AwsError('InvalidMessageContents', 'the message contains characters outside the allowed set');
  }
  if (bytes > maxMessageBytes) {
    return new AwsError(
      'InvalidParameterValue',
      `the message has ${bytes} bytes, at most ${maxMessageBytes}`,
    );
  }
  return undefined;
}

/** The code with which SQS refuses a visibility timeout; undefined for whole seconds up to 12 hours. */
export function refusalOfVisibility(seconds: number): string | undefined {
  const isAllowed = Number.isInteger(seconds) && seconds >= 0 && seconds <= 43_200;
  return isAllowed ? undefined : 'InvalidParameterValue';
}

/** Refuses a whole batch: none or too many entries, or Ids that repeat or have other characters. */
export function checkBatch(entries: readonly { readonly Id?: string | undefined }[]): void {
  if (entries.length === 0) throw batchError('EmptyBatchRequest', 'there must be at least one entry');
  if (entries.length > maxBatchEntries) {
    throw batchError('TooManyEntriesInBatchRequest', `at most 10 entries, got ${entries.length}`);
  }
  const ids = entries.map(({ Id = '' }) => Id);
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) {
    throw batchError('InvalidBatchEntryId', 'an Id is up to 80 letters, digits, hyphens and underscores');
  }
  if (new Set(ids).size < ids.length) throw batchError('BatchEntryIdsNotDistinct', 'two entries have one Id');
}

export function batchError(code: string, message: string): AwsError {
  return new AwsError(code, message, { queryCode: `AWS.SimpleQueueService.${code}` });
}
