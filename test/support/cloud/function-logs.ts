import { AwsError } from '../aws/aws-error.ts';
import type { Service } from '../aws/wire.ts';
import type { LambdaService } from './lambda-service.ts';

/** CloudWatch Logs as `aws logs tail` asks it: what the functions have written, a line an event, in one answer. */
export function createFunctionLogs(lambda: LambdaService): Service {
  return {
    target: 'Logs_20140328',
    throttled: { code: 'ThrottlingException', status: 400 },
    operations: {
      FilterLogEvents({ logGroupName = '', startTime = 0 }: { logGroupName?: string; startTime?: number }) {
        const name = lambda.functionOfGroup(logGroupName);
        if (name === undefined) {
          throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
        }
        const lines = lambda.logs(name).split('\n').filter(Boolean);
        const events = lines.map((message, index) => ({
          eventId: String(index),
          logStreamName: name,
          message,
          timestamp: toTimestamp(message),
          ingestionTime: toTimestamp(message),
        }));
        return { events: events.filter(({ timestamp }) => timestamp >= startTime), searchedLogStreams: [] };
      },
    },
  };
}

/** Of a JSON line its own; of any other, now. */
function toTimestamp(line: string): number {
  const [, timestamp = ''] = /"timestamp":"([^"]+)"/.exec(line) ?? [];
  return Date.parse(timestamp) || Date.now();
}
