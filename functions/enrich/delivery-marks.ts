import { IdempotencyRecordStatus } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

/** What names an event in the table; the layer makes a hash of it. */
export interface MarkKey {
  readonly tenant: string;
  readonly log_id: string;
}

/** The utility adds up the end of a mark from a clock of its own, which may tick meanwhile, by whole milliseconds. */
export const markToleranceMs = 5;

/**
 * The utility's layer, but for how a mark is taken back: its own `deleteRecord` asks nothing. The client's second attempt
 * at one whose answer got lost may come when the event has gone on, and another invocation has delivered it.
 */
export class DeliveryMarks extends DynamoDBPersistenceLayer {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(tableName: string, client: DynamoDBClient) {
    super({ tableName, awsSdkV3Client: client });
    this.#tableName = tableName;
    this.#client = client;
  }

  /** Takes back the mark that ends at `endsAtMs`, epoch milliseconds. Any other one stays. */
  async takeBack(key: MarkKey, endsAtMs: number): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.#tableName,
      Key: this.getKey(this.getHashedIdempotencyKey({ ...key })),
      ConditionExpression: '#status = :inProgress AND #ends >= :from AND #ends <= :to',
      ExpressionAttributeNames: { '#status': 'status', '#ends': 'in_progress_expiration' },
      ExpressionAttributeValues: {
        ':inProgress': { S: IdempotencyRecordStatus.INPROGRESS },
        ':from': { N: String(endsAtMs - markToleranceMs) },
        ':to': { N: String(endsAtMs + markToleranceMs) },
      },
    });
    try {
      await this.#client.send(command);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
