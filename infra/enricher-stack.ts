import { type Environment, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { toSourceCidrs } from './tenant/auth0-addresses.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { BucketDestination } from './constructs/bucket-destination.ts';
import { CostBudget } from './constructs/cost-budget.ts';
import { EventBusDestination } from './constructs/event-bus-destination.ts';
import { HttpsDestination } from './constructs/https-destination.ts';
import type { RecordDestination } from './constructs/record-destination.ts';
import { SecurityLakeDestination } from './constructs/security-lake-destination.ts';
import { SessionEnricher } from './constructs/session-enricher.ts';
import { StreamDestination } from './constructs/stream-destination.ts';
import { addStackOutputs } from './stack-outputs.ts';
import { addTenantWarnings } from './tenant-warnings.ts';
import type { Plan, PlanName } from '../functions/session/budget-plan.ts';
import type { TenantConfig } from './tenant/tenant-config.ts';
import { toDestinationIds } from './tenant/tenant-destinations.ts';
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
      // Written out, so that credentials of another account cannot deploy the tenant there.
      ...((config.account || config.region) && { env: toEnvironment(config) }),
      terminationProtection: config.terminationProtection,
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
      webhookRefusesAtGateway: ingress.webhook?.refuseAtGateway,
      webhookDomain: ingress.webhook?.customDomain,
      webhookThrottleRate: ingress.webhook?.throttle?.requestsPerSecond,
      webhookThrottleBurst: ingress.webhook?.throttle?.burst,
      partnerEventSourceName: eventBridge?.partnerEventSourceName,
      partnerEventBus:
        eventBridge?.bus === 'existing'
          ? EventBus.fromEventBusName(
              this,
              'ExistingPartnerBus',
              eventBridge.busName ?? eventBridge.partnerEventSourceName,
            )
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
      dashboard: config.dashboard === true,
      metrics: config.metrics,
      urgentTopic:
        alarms !== 'none' && alarms.urgentTopicArn
          ? Topic.fromTopicArn(this, 'UrgentTopic', alarms.urgentTopicArn)
          : undefined,
      heartbeat: alarms !== 'none' && alarms.heartbeat,
      onDemandPrincipals:
        config.onDemand?.principals?.map((arn) => new ArnPrincipal(arn)) ?? (config.onDemand && []),
      encryptionKey,
      previousEncryptionKeys: config.previousKmsKeyArns?.map((arn, index) =>
        Key.fromKeyArn(this, `PreviousKey${index + 1}`, arn),
      ),
      layout: config.layout,
      runtime: { isTraced: config.tracing, vpc: config.vpc },
      removalPolicy: config.removalPolicy === 'destroy' ? RemovalPolicy.DESTROY : undefined,
      logRetention: config.logRetentionDays,
      codeRoot,
    });

    if (alarms !== 'none' && alarms.monthlyBudgetUsd !== undefined) {
      const { email, topicArn, monthlyBudgetUsd: monthlyUsd } = alarms;
      new CostBudget(this, 'CostBudget', { tenant, tag: tenantTag, monthlyUsd, email, topicArn });
    }
    addTenantWarnings(this, config);
    Tags.of(this).add(tenantTag, tenant);
    for (const [key, value] of Object.entries(config.tags)) Tags.of(this).add(key, value);
    addStackOutputs(this, this.sessionEnricher, destinations);
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
}

function toBudget({ plan, budget }: TenantConfig['auth0']): PlanName | Plan {
  if (plan) return plan;
  if (budget) return { ratePerSecond: budget.requestsPerSecond, burst: budget.burst };
  throw new Error('a checked tenant file has a plan or a budget');
}

/** What the file leaves open is that of the credentials. */
function toEnvironment({ account, region }: TenantConfig): Environment {
  return { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
}
