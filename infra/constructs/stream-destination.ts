import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IDeliveryStreamRef } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import type { DestinationConfig } from '../../functions/destination/destination-config.ts';
import type { DestinationHost, RecordDestination } from './record-destination.ts';

export interface StreamDestinationProps {
  readonly id: string;
  /** In the account and Region of the stack: Firehose takes records by name. */
  readonly deliveryStream: IDeliveryStreamRef;
  /**
   * Whether the stream's destination takes several lines in one record, which saves up to two thirds of Firehose's price.
   * S3 does; Splunk and HTTP endpoints may not. @default false
   */
  readonly joinLines?: boolean | undefined;
}

/**
 * A delivery stream that exists already: into Splunk, Datadog, OpenSearch or somebody else's bucket.
 *
 * @example
 * ```ts
 * import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
 * import { StreamDestination } from 'session-enricher/constructs/stream-destination';
 *
 * const destination = new StreamDestination({
 *   id: 'Siem',
 *   deliveryStream: CfnDeliveryStream.fromDeliveryStreamArn(
 *     stack,
 *     'SiemStream',
 *     'arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem',
 *   ),
 * });
 * ```
 */
export class StreamDestination implements RecordDestination {
  readonly id: string;
  readonly #props: StreamDestinationProps;

  constructor(props: StreamDestinationProps) {
    this.id = props.id;
    this.#props = props;
  }

  bind(scope: Construct, host: DestinationHost): readonly DestinationConfig[] {
    const { deliveryStream, joinLines = false } = this.#props;
    const { account, region } = Stack.of(scope);
    refuseOther('account', deliveryStream.env.account, account);
    refuseOther('Region', deliveryStream.env.region, region);
    const { deliveryStreamArn, deliveryStreamName } = deliveryStream.deliveryStreamRef;
    grantPutRecords([deliveryStreamArn], host.grantee);
    return [{ type: 'firehose', streamName: deliveryStreamName, joinLines }];
  }
}

/** As far as both are known at synth. */
function refuseOther(what: 'account' | 'Region', got: string, expected: string): void {
  if (Token.compareStrings(got, expected) !== TokenComparison.DIFFERENT) return;
  throw new Error(`deliveryStream must be in the ${what} of the stack, ${expected}, got ${got}`);
}

/** `PutRecordBatch` is all that the function calls. */
export function grantPutRecords(streamArns: string[], grantee: IGrantable): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['firehose:PutRecordBatch'], resources: streamArns }),
  );
}
