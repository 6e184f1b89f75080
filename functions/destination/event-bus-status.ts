import {
  DescribeEventBusCommand,
  DescribeEventSourceCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { toErrorCode } from './error-code.ts';

const timeoutMs = 10_000;

/** `ACTIVE` when there is a bus of this name or ARN, which has no other state; else the code of what went wrong. */
export async function readEventBusStatus(
  nameOrArn: string,
  client: EventBridgeClient = new EventBridgeClient(),
): Promise<string> {
  try {
    const command = new DescribeEventBusCommand({ Name: nameOrArn });
    await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
    return 'ACTIVE';
  } catch (error) {
    return toErrorCode(error);
  }
}

/**
 * The state of a partner event source: `ACTIVE` when it belongs to a bus, `PENDING` when it waits for one, `DELETED`
 * when the partner took it away; else the code of what went wrong.
 */
export async function readEventSourceState(
  name: string,
  client: EventBridgeClient = new EventBridgeClient(),
): Promise<string> {
  try {
    const command = new DescribeEventSourceCommand({ Name: name });
    const { State = 'unknown' } = await client.send(command, {
      abortSignal: AbortSignal.timeout(timeoutMs),
    });
    return State;
  } catch (error) {
    return toErrorCode(error);
  }
}
