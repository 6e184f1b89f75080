import { Annotations, CfnOutput, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { toSourceCidrs } from './tenant/auth0-addresses.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { BucketDestination } from './constructs/bucket-destination.ts';
import { EventBusDestination } from './constructs/event-bus-destination.ts';
import { HttpsDestination } from './constructs/https-destination.ts';
import type { RecordDestination } from './constructs/record-destination.ts';
import { SecurityLakeDestination } from './constructs/security-lake-destination.ts';
import { SessionEnricher } from './constructs/session-enricher.ts';
import { StreamDestination } from './constructs/stream-destination.ts';
import type { Plan, PlanName } from '../functions/session/budget-plan.ts';
import { toDestinationIds } from './destination-ids.ts';
import type { TenantConfig } from './tenant/tenant-config.ts';
import { tenantTag } from './tenant/tenant-tags.ts';

export interface EnricherStackProps extends StackProps {
  readonly config: TenantConfig;
  /** Folder with the bundles of `npm run build`. @default the package's dist/ */
  readonly codeRoot?: string | undefined;
}

/** The stack `session-enricher-<tenant>`: one tenant file, and the outputs that its operator needs. */
export class EnricherStack extends Stack {
  readonly sessionEnricher: SessionEnricher;

  constructor(scope: Construct, id: string, props: EnricherStackProps) {
    const { config, codeRoot } = props;
    super(scope, id, {
      description: `Auth0 log events of ${config.auth0.domain} into security records`,
      ...props,
    });
    const { tenant, auth0, ingress, alarms } = config;
    const { format: recordFormat, ...records } = config.records;

    const encryptionKey = config.kmsKeyArn ? Key.fromKeyArn(this, 'Key', config.kmsKeyArn) : undefined;
    const { eventBridge } = ingress;
    const ids = toDestinationIds(config.destinations);
    const destinations = config.destinations.map((destination, index) =>
      this.#toDestination(destination, ids[index]!, encryptionKey),
    );

    this.sessionEnricher = new SessionEnricher(this, 'SessionEnricher', {
      tenant,
      auth0Domain: auth0.domain,
      auth0BaseUrl: auth0.baseUrl,
      budget: toBudget(auth0),
      budgetShare: auth0.share,
      tokenSecret: auth0.tokenSecretArn
        ? this.#findSecret('Token', auth0.tokenSecretArn, encryptionKey)
        : undefined,
      rotationHours: auth0.rotationHours,
      webhook: ingress.webhook !== undefined,
      webhookSourceCidrs:
        ingress.webhook?.allowedSourceCidrs && toSourceCidrs(ingress.webhook.allowedSourceCidrs),
      webhookThrottleRate: ingress.webhook?.throttle?.requestsPerSecond,
      webhookThrottleBurst: ingress.webhook?.throttle?.burst,
      partnerEventSourceName: eventBridge?.partnerEventSourceName,
      partnerEventBus:
        eventBridge?.bus === 'existing'
          ? EventBus.fromEventBusName(this, 'ExistingPartnerBus', eventBridge.partnerEventSourceName)
          : undefined,
      ...config.enrichment,
      ...records,
      recordFormat,
      signals: config.signals,
      privacy: config.privacy,
      destinations,
      networkDatabases: config.networks?.databases,
      networkDatabasesKey: config.networks?.kmsKeyArn
        ? Key.fromKeyArn(this, 'NetworksKey', config.networks.kmsKeyArn)
        : undefined,
      ledger: config.ledger,
      deduplicationHours: config.deduplication?.hours,
      alarmTopic:
        alarms === 'none'
          ? 'no-alarm'
          : new AlarmTopic(this, 'AlarmTopic', { tenant, ...alarms, encryptionKey }).topic,
      runbookUrl: alarms === 'none' ? undefined : alarms.runbookUrl,
      silenceHours: alarms === 'none' ? undefined : alarms.silenceHours,
      okMessages: alarms === 'none' ? undefined : alarms.okMessages,
      dashboard: config.dashboard,
      onDemandPrincipals:
        config.onDemand?.principals?.map((arn) => new ArnPrincipal(arn)) ?? (config.onDemand && []),
      encryptionKey,
      removalPolicy: config.removalPolicy === 'destroy' ? RemovalPolicy.DESTROY : undefined,
      logRetention: config.logRetentionDays,
      codeRoot,
    });

    if (config.enrichment.maxDelaySeconds !== undefined) {
      Annotations.of(this).addWarningV2(
        'session-enricher:maxDelaySeconds',
        `${tenant}.json: enrichment.maxDelaySeconds is called lookUpWaitSeconds now, and its default is 60`,
      );
    }
    Tags.of(this).add(tenantTag, tenant);
    for (const [key, value] of Object.entries(config.tags)) Tags.of(this).add(key, value);
    this.#addOutputs(destinations);
  }

  /** A secret of somebody else's; with a key in the tenant file, that key is taken to be its key as well. */
  #findSecret(id: string, secretCompleteArn: string, encryptionKey: IKey | undefined): ISecret {
    return Secret.fromSecretAttributes(this, id, {
      secretCompleteArn,
      ...(encryptionKey && { encryptionKey }),
    });
  }

  #toDestination(
    destination: TenantConfig['destinations'][number],
    id: string,
    encryptionKey: IKey | undefined,
  ): RecordDestination {
    switch (destination.type) {
      case 'bucket': {
        const { accessLogBucketName } = destination;
        return new BucketDestination({
          ...destination,
          accessLogBucket: accessLogBucketName
            ? Bucket.fromBucketName(this, 'AccessLogs', accessLogBucketName)
            : undefined,
        });
      }
      case 'deliveryStream': {
        const deliveryStream = CfnDeliveryStream.fromDeliveryStreamArn(this, id, destination.arn);
        return new StreamDestination({ id, deliveryStream, joinLines: destination.joinLines });
      }
      case 'securityLake': {
        const { sources, bufferingSeconds, kmsKeyArn } = destination;
        const lakeKey = kmsKeyArn ? Key.fromKeyArn(this, 'LakeKey', kmsKeyArn) : undefined;
        return new SecurityLakeDestination({ sources, bufferingSeconds, lakeKey });
      }
      case 'eventBus': {
        return new EventBusDestination({ id, eventBus: EventBus.fromEventBusArn(this, id, destination.arn) });
      }
      case 'https': {
        const { secretArn } = destination;
        return new HttpsDestination({
          ...destination,
          secret: secretArn
            ? this.#findSecret(`Https-${destination.name}`, secretArn, encryptionKey)
            : undefined,
        });
      }
    }
  }

  #addOutputs(destinations: readonly RecordDestination[]): void {
    const { receiveApi, partnerEventIngress, tokenRotation, enricher } = this.sessionEnricher;
    const { queue, deadLetterQueue } = this.sessionEnricher;
    const output = (id: string, value: string, description: string) =>
      new CfnOutput(this, id, { value, description });

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
        output(
          'RecordsBucket',
          destination.bucket.bucketName,
          'Records, one a line, gzipped, under records/',
        );
      }
    }
    if (enricher.functionUrl) {
      output('OnDemandUrl', enricher.functionUrl.url, 'POST /enrich and GET /sessions/{id}, signed with IAM');
    }
    output('QueueUrl', queue.queueUrl, 'Log events on their way');
    output('DeadLetterQueueUrl', deadLetterQueue.queueUrl, 'Log events that were set aside');
  }
}

function toBudget({ plan, budget }: TenantConfig['auth0']): PlanName | Plan {
  if (plan) return plan;
  if (budget) return { ratePerSecond: budget.requestsPerSecond, burst: budget.burst };
  throw new Error('a checked tenant file has a plan or a budget');
}
