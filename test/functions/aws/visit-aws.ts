import { createAwsClient } from '../../../functions/aws/aws-client.ts';
import { dynamoDb } from '../../../functions/aws/aws-service.ts';

// A process of its own: Node reads NODE_TLS_REJECT_UNAUTHORIZED as it starts.
const client = createAwsClient(dynamoDb, {
  endpoint: process.argv[2] ?? '',
  access: {
    region: async () => 'us-east-1',
    credentials: async () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
  },
  maxAttempts: 1,
  limits: { timeoutMs: 10_000, connectionTimeoutMs: 10_000, maxSockets: 1 },
});
const error: unknown = await client.call('GetItem', {}).catch((failure: unknown) => failure);
process.stdout.write(JSON.stringify({ code: (error as { readonly code?: unknown }).code }));
