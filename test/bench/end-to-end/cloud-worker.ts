import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { listen } from '../../../functions/local/listen.ts';
import { startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { createFirehose } from '../../support/aws/firehose.ts';
import { createTraffic } from '../traffic.ts';
import { type CloudAddresses, type CloudInput, type Moments, names, type News } from './set-up.ts';

// AWS and Auth0, a process of their own: their work must not take time from what is measured.
const { sessions, latencyMs = 50, rateLimit } = JSON.parse(process.argv[2] ?? '{}') as CloudInput;

const taken = new Map<string, number>();
const handed = new Map<string, number>();
const uidInRecord = /"original_event_uid":"([^"]+)"/;

const firehose = createFirehose(Date.now);
const take = firehose.operations['PutRecordBatch']!;
const noting: typeof firehose = {
  ...firehose,
  operations: {
    ...firehose.operations,
    PutRecordBatch(input, call) {
      const answer = take(input, call);
      const { Records = [] } = input as { Records?: readonly { Data: string }[] };
      const atMs = Date.now();
      for (const { Data } of Records) {
        for (const line of Buffer.from(Data, 'base64').toString().trimEnd().split('\n')) {
          const uid = uidInRecord.exec(line)?.[1];
          if (uid !== undefined && !taken.has(uid)) taken.set(uid, atMs);
        }
      }
      firehose.control.empty(names.stream);
      return answer;
    },
  },
};

const traffic = createTraffic({ sessions });
const auth0 = createAuth0Simulator({
  latencyMs,
  ...(rateLimit && { rateLimit }),
  sessions: Array.from({ length: sessions }, (_, index) => traffic.toSession(traffic.toSessionId(index))),
});
const aws = await startAwsStandIn({ recordCalls: false, services: { firehose: noting } });
firehose.control.create(names.stream);
aws.tables.create(names.table, 'pk');
aws.secrets.create(names.ledgerKey, 'a key for the session ledger');
aws.secrets.create(names.token, auth0.issueToken());
const deadLetterQueueUrl = aws.queues.create('dead-letters');
const queueUrl = aws.queues.create('log-events', { VisibilityTimeout: '360' });
const { url: auth0Url } = await listen(auth0.app);

const control = createServer((request, response) => {
  if (request.method === 'POST') void note(request).then(() => response.end());
  else {
    const news: News = { handed: [...handed], taken: [...taken] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(news));
    for (const moments of [handed, taken]) moments.clear();
  }
});
async function note(request: IncomingMessage): Promise<void> {
  for (const [logId, atMs] of (await json(request)) as Moments) handed.set(logId, atMs);
}
await new Promise<void>((resolve) => {
  control.listen(0, '127.0.0.1', resolve);
});
const address = control.address();
const addresses: CloudAddresses = {
  awsUrl: aws.url,
  env: aws.env,
  auth0Url,
  queueUrl,
  deadLetterQueueUrl,
  newsUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
};
process.stdout.write(`${JSON.stringify(addresses)}\n`);
