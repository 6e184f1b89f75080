import { toErrorCode } from './error-code.ts';
import type { FirehoseClient } from './firehose-destination.ts';

/** `ACTIVE` when records can be put into the stream; else its status, or the code of what went wrong. */
export async function readDeliveryStreamStatus(streamName: string, client: FirehoseClient): Promise<string> {
  try {
    const answer = await client.call('DescribeDeliveryStream', { DeliveryStreamName: streamName });
    return answer.DeliveryStreamDescription?.DeliveryStreamStatus ?? 'unknown';
  } catch (error) {
    return toErrorCode(error);
  }
}
