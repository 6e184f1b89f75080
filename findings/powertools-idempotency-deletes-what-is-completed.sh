#!/usr/bin/env bash
# What the persistence layer of the Powertools idempotency utility asks before it deletes a record.
#
# Versions:  @aws-lambda-powertools/idempotency 2.35.0, @aws-sdk/client-dynamodb 3.1162.0, dynalite 4.0.0
# Behaviour: saveInProgress writes under a condition, deleteRecord under none: it deletes a record that is COMPLETED by now.
# Guess:     deleteRecord takes back what saveInProgress has set, since it is for a function that failed. A client that tries
#            again, because the first answer got lost, then forgets what another worker has completed meanwhile.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  @aws-lambda-powertools/idempotency@2.35.0 @aws-sdk/client-dynamodb@3.1162.0 @aws-sdk/lib-dynamodb@3.1162.0 dynalite@4.0.0

cat > run.js <<'JS'
import { IdempotencyConfig } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

const server = dynalite({ createTableMs: 0 });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${server.address().port}`,
  region: 'us-east-1',
  credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
});
const asked = {};
client.middlewareStack.add(
  (next, { commandName }) => (args) => {
    asked[commandName] = args.input.ConditionExpression !== undefined;
    return next(args);
  },
  { step: 'initialize' },
);
await client.send(
  new CreateTableCommand({
    TableName: 'records',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }),
);
while ((await client.send(new DescribeTableCommand({ TableName: 'records' }))).Table.TableStatus !== 'ACTIVE');

const layer = new DynamoDBPersistenceLayer({ tableName: 'records', awsSdkV3Client: client });
layer.configure({ config: new IdempotencyConfig({}), keyPrefix: 'example' });
const payload = { order: 1 };
await layer.saveInProgress(payload, 60_000);
await layer.saveSuccess(payload, 'done');
console.log(`after saveSuccess: ${(await layer.getRecord(payload)).getStatus()}`);
await layer.deleteRecord(payload);
const after = await layer.getRecord(payload).then((record) => record.getStatus(), (error) => error.name);
console.log(`after deleteRecord: ${after}`);
console.log(`PutItem has a condition: ${asked.PutItemCommand}; DeleteItem: ${asked.DeleteItemCommand}`);
client.destroy();
server.close();
JS

node run.js | tee seen
diff seen - <<'EOF'
after saveSuccess: COMPLETED
after deleteRecord: IdempotencyItemNotFoundError
PutItem has a condition: true; DeleteItem: false
EOF
