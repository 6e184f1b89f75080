import { toErrorCode } from './error-code.ts';
import type { EventBridgeClient } from './eventbridge-destination.ts';

/** `ACTIVE` when there is a bus of this name or ARN, which has no other state; else the code of what went wrong. */
export async function readEventBusStatus(nameOrArn: string, client: EventBridgeClient): Promise<string> {
  try {
    await client.call('DescribeEventBus', { Name: nameOrArn });
    return 'ACTIVE';
  } catch (error) {
    return toErrorCode(error);
  }
}

/**
 * The state of a partner event source: `ACTIVE` when it belongs to a bus, `PENDING` when it waits for one, `DELETED`
 * when the partner took it away; else the code of what went wrong.
 */
export async function readEventSourceState(name: string, client: EventBridgeClient): Promise<string> {
  try {
    const { State = 'unknown' } = await client.call('DescribeEventSource', { Name: name });
    return State;
  } catch (error) {
    return toErrorCode(error);
  }
}
