import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BucketDestination } from './constructs/bucket-destination.ts';
import { HttpsDestination } from './constructs/https-destination.ts';
import type { RecordDestination } from './constructs/record-destination.ts';
import type { SessionEnricher } from './constructs/session-enricher.ts';

/** What the operator of a tenant needs to go on: addresses, and the secrets that are filled in by hand. */
export function addStackOutputs(
  stack: Construct,
  enricher: SessionEnricher,
  destinations: readonly RecordDestination[],
): void {
  const { receiveApi, partnerEventIngress, tokenRotation, queue, deadLetterQueue } = enricher;
  const { functionUrl } = enricher.enricher;
  const output = (id: string, value: string, description: string) =>
    new CfnOutput(stack, id, { value, description });

  if (receiveApi) {
    output('WebhookUrl', receiveApi.webhookUrl, 'Auth0, log stream, Payload URL');
    output(
      'WebhookAuthorizationSecret',
      receiveApi.webhookSecret.secretArn,
      'Auth0, log stream, Authorization Token: the value of this secret, word for word',
    );
  }
  if (partnerEventIngress) {
    output(
      'PartnerEventBus',
      partnerEventIngress.eventBus.eventBusName,
      'The bus that log events come in by',
    );
  }
  if (tokenRotation) {
    output(
      'Auth0ClientSecret',
      tokenRotation.clientSecret.secretArn,
      'Fill in by hand: client_id and client_secret of the Auth0 application with read:sessions',
    );
    output(
      'ManagementTokenSecret',
      tokenRotation.tokenSecret.secretArn,
      'Then rotate this one: aws secretsmanager rotate-secret --secret-id <ARN>',
    );
  }
  for (const { id, tokenSecret } of destinations.filter((one) => one instanceof HttpsDestination)) {
    if (tokenSecret)
      output(`${id.replaceAll('-', '')}Secret`, tokenSecret.secretArn, 'Fill in by hand: the token');
  }
  for (const destination of destinations) {
    if (destination instanceof BucketDestination) {
      output('RecordsBucket', destination.bucket.bucketName, 'Records, one a line, gzipped, under records/');
    }
  }
  if (functionUrl) {
    output('OnDemandUrl', functionUrl.url, 'POST /enrich and GET /sessions/{id}, signed with IAM');
  }
  output('QueueUrl', queue.queueUrl, 'Log events on their way');
  output('DeadLetterQueueUrl', deadLetterQueue.queueUrl, 'Log events that were set aside');
}
