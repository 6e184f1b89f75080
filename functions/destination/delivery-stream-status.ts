import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { toErrorCode } from './error-code.ts';

/** `ACTIVE` when records can be put into the stream; else its status, or the code of what went wrong. */
export async function readDeliveryStreamStatus(
  streamName: string,
  client: FirehoseClient = new FirehoseClient(),
): Promise<string> {
  try {
    const command = new DescribeDeliveryStreamCommand({ DeliveryStreamName: streamName });
    const answer = await client.send(command, { abortSignal: AbortSignal.timeout(10_000) });
    return answer.DeliveryStreamDescription?.DeliveryStreamStatus ?? 'unknown';
  } catch (error) {
    return toErrorCode(error);
  }
}
