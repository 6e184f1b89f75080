import { IdempotencyConfig, IdempotencyRecordStatus } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

export interface DeliveryMarksOptions {
  readonly tableName: string;
  readonly tenant: string;
  /** How long a delivered event is remembered. */
  readonly hours: number;
  readonly client: DynamoDBClient;
}

/**
 * The utility's layer, but for marks of what is in progress: they end at a moment that their maker names, by which it knows them
 * again. The layer would add one up from a clock of its own, and takes marks back without asking whose they are.
 */
export class DeliveryMarks extends DynamoDBPersistenceLayer {
  readonly #options: DeliveryMarksOptions;

  constructor(options: DeliveryMarksOptions) {
    const { tableName, client, hours } = options;
    super({ tableName, awsSdkV3Client: client });
    this.#options = options;
    this.configure({
      config: new IdempotencyConfig({ expiresAfterSeconds: hours * 3_600, hashFunction: 'sha256' }),
      keyPrefix: 'log-event',
    });
  }

  /** Throws `IdempotencyItemAlreadyExistsError` where the event has a mark, as `saveInProgress` does. `endsAtMs`: epoch milliseconds. */
  async mark(logId: string, endsAtMs: number): Promise<void> {
    await this._putRecord(
      new IdempotencyRecord({
        idempotencyKey: this.#toItemKey(logId),
        status: IdempotencyRecordStatus.INPROGRESS,
        expiryTimestamp: Math.round(Date.now() / 1_000 + this.expiresAfterSeconds),
        inProgressExpiryTimestamp: endsAtMs,
      }),
    );
  }

  /** For good, whoever has marked it. */
  async markDelivered(logId: string): Promise<void> {
    await this.saveSuccess(this.#toKey(logId), undefined);
  }

  /**
   * Takes back the mark that ends then, and no other one: the client's second attempt, where an answer got lost, may come when the
   * event has gone on and another invocation has delivered it.
   */
  async takeBack(logId: string, endsAtMs: number): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.#options.tableName,
      Key: this.getKey(this.#toItemKey(logId)),
      ConditionExpression: '#status = :inProgress AND #ends = :ends',
      ExpressionAttributeNames: { '#status': 'status', '#ends': 'in_progress_expiration' },
      ExpressionAttributeValues: {
        ':inProgress': { S: IdempotencyRecordStatus.INPROGRESS },
        ':ends': { N: String(endsAtMs) },
      },
    });
    try {
      await this.#options.client.send(command);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  #toItemKey(logId: string): string {
    return this.getHashedIdempotencyKey(this.#toKey(logId));
  }

  #toKey(logId: string) {
    return { tenant: this.#options.tenant, log_id: logId };
  }
}
