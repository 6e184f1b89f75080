import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  readonly tenant: string;
  /** Gets a mail that it has to confirm. @default nobody is subscribed */
  readonly email?: string | undefined;
  /** A topic that exists; its policy has to let CloudWatch publish. @default one is created */
  readonly topicArn?: string | undefined;
  /** Has to let cloudwatch.amazonaws.com use it. @default not encrypted with a key: the texts name the tenant and no more */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * Where the alarms of a tenant go.
 *
 * @example
 * ```ts
 * import { AlarmTopic } from 'session-enricher/constructs/alarm-topic';
 *
 * const alarms = new AlarmTopic(stack, 'Alarms', { tenant: 'acme', email: 'security@acme.example' });
 * const alarmTopic = alarms.topic; // for SessionEnricher
 * ```
 */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { tenant, email, topicArn, encryptionKey } = props;

    if (topicArn) {
      this.topic = Topic.fromTopicArn(this, 'Topic', topicArn);
    } else {
      this.topic = new Topic(this, 'Topic', {
        displayName: `session-enricher ${tenant}`,
        enforceSSL: true,
        ...(encryptionKey && { masterKey: encryptionKey }),
      });
      this.topic.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
          actions: ['sns:Publish'],
          resources: [this.topic.topicArn],
          conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
        }),
      );
    }
    if (email) {
      const subscription = this.topic.addSubscription(new EmailSubscription(email));
      Validations.of(subscription).acknowledge({
        id: 'Serverless-SNSRedrivePolicy',
        reason: 'A mail that cannot be delivered is of no use later; the alarm keeps its state.',
      });
    }
  }
}
