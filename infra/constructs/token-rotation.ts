import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { EnricherSecret, grantKeyOfSecret, grantReadSecret } from './enricher-secret.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';
import { ServiceFunction } from './service-function.ts';
import { type Layout, toResourceNames } from '../resource-names.ts';

export interface TokenRotationProps {
  readonly tenant: string;
  /** Bare host, for example `acme.eu.auth0.com`. */
  readonly auth0Domain: string;
  /** @default `https://<auth0Domain>` */
  readonly auth0BaseUrl?: string | undefined;
  /** Hours from one token to the next, 4 (Secrets Manager's least) to 12 (half of a token's life). @default 12 */
  readonly rotationHours?: number | undefined;
  readonly layout: Layout;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly codeRoot?: string | undefined;
  readonly runtime?: FunctionRuntime | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/**
 * The Management API token and what renews it.
 *
 * `rotate-token` alone may read the client's credentials, and alone may change the token; whoever looks sessions up gets
 * the token secret and never sees the credentials. The first token is fetched on demand, once the credentials are
 * filled in: a rotation at the first deployment would find placeholders.
 */
export class TokenRotation extends Construct {
  /** The short-lived token, with scope `read:sessions` only. */
  readonly tokenSecret: ISecret;
  /** `client_id` with `client_secret` or `private_key`, filled in by hand. */
  readonly clientSecret: ISecret;
  readonly rotateToken: ServiceFunction;

  constructor(scope: Construct, id: string, props: TokenRotationProps) {
    super(scope, id);
    const {
      tenant,
      auth0Domain,
      auth0BaseUrl,
      rotationHours = 12,
      alarms,
      removalPolicy,
      encryptionKey,
    } = props;
    if (!Number.isInteger(rotationHours) || rotationHours < 4 || rotationHours > 12) {
      throw new Error(`rotationHours must be a whole number from 4 to 12, got ${rotationHours}`);
    }

    const names = toResourceNames(tenant, props.layout);
    this.clientSecret = new EnricherSecret(this, 'Auth0Client', {
      secretName: names.clientSecret,
      description: `Machine-to-machine application of ${auth0Domain} with the scope read:sessions: client_id and client_secret, or client_id and private_key.`,
      initialValue: JSON.stringify({ client_id: 'REPLACE_ME', client_secret: 'REPLACE_ME' }),
      rotation: 'The credentials belong to an Auth0 application, which is not ours to change.',
      removalPolicy,
      encryptionKey,
    }).secret;
    this.tokenSecret = new EnricherSecret(this, 'ManagementToken', {
      secretName: names.tokenSecret,
      description: `Management API token of ${auth0Domain}, renewed by rotate-token every ${rotationHours} hours.`,
      initialValue: 'REPLACE_ME: fill the secret auth0-client, then rotate this one',
      rotation: 'rotated',
      removalPolicy,
      encryptionKey,
    }).secret;

    this.rotateToken = new ServiceFunction(this, 'RotateToken', {
      tenant,
      service: 'rotate-token',
      description: `Renews the Management API token of ${auth0Domain}`,
      timeout: Duration.seconds(60),
      memorySize: 256,
      environment: {
        AUTH0_DOMAIN: auth0Domain,
        ...(auth0BaseUrl && { AUTH0_BASE_URL: auth0BaseUrl }),
        CLIENT_SECRET_ID: this.clientSecret.secretArn,
      },
      logRetention: props.logRetention,
      codeRoot: props.codeRoot,
      runtime: props.runtime,
      encryptionKey,
    });
    grantReadSecret(this.clientSecret, this.rotateToken.role);
    const renewing = this.rotateToken.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        resources: [this.tokenSecret.secretArn],
      }),
    );
    grantKeyOfSecret(this.tokenSecret, this.rotateToken.role, ['kms:Decrypt', 'kms:GenerateDataKey']);
    const mayInvoke = new CfnPermission(this, 'MayRotate', {
      action: 'lambda:InvokeFunction',
      functionName: this.rotateToken.function.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Stack.of(this).account,
    });

    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: this.tokenSecret.secretArn,
      rotationLambdaArn: this.rotateToken.function.functionArn,
      rotationRules: { scheduleExpression: `rate(${rotationHours} hours)`, duration: '1h' },
      rotateImmediatelyOnUpdate: false,
    });
    // Secrets Manager tries the function when the schedule is made.
    schedule.node.addDependency(mayInvoke);
    if (renewing.policyDependable) schedule.node.addDependency(renewing.policyDependable);

    new RunbookAlarm(this, 'TokenRotationFailed', {
      target: alarms,
      summary: 'the Management API token could not be renewed; the present one still works until it ends.',
      metric: this.rotateToken.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
    });
  }
}
