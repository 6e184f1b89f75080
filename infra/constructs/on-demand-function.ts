import { Duration } from 'aws-cdk-lib';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type Function as LambdaFunction,
  FunctionUrlAuthType,
  type FunctionUrl,
} from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { onDemandWorkers } from '../../functions/session/budget-plan.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';
import { ServiceFunction } from './service-function.ts';

export interface OnDemandFunctionProps {
  readonly tenant: string;
  /** As enrich has it. */
  readonly settings: Readonly<Record<string, string>>;
  /** May call the URL, beside those whose own policies allow it. */
  readonly principals: readonly IPrincipal[];
  readonly timeout: Duration;
  readonly alarms: AlarmTarget;
  readonly logRetention: RetentionDays;
  readonly codeRoot?: string | undefined;
  readonly runtime?: FunctionRuntime | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/**
 * The function that answers `POST /enrich` and `GET /sessions/{id}` at a URL for IAM-authorised callers.
 *
 * Apart from enrich, with a reservation of its own: calls take no workers from the queue. For look-ups they stand in the
 * same line. It reads no queue.
 */
export class OnDemandFunction extends Construct {
  readonly service: ServiceFunction;
  readonly functionUrl: FunctionUrl;

  constructor(scope: Construct, id: string, props: OnDemandFunctionProps) {
    super(scope, id);
    const { tenant, settings: environment, principals, timeout, alarms } = props;
    this.service = new ServiceFunction(this, 'OnDemand', {
      tenant,
      service: 'on-demand',
      description: `Answers analysts and playbooks about log events and sessions of ${tenant}`,
      timeout,
      memorySize: 512,
      environment,
      logRetention: props.logRetention,
      codeRoot: props.codeRoot,
      runtime: props.runtime,
      encryptionKey: props.encryptionKey,
      // Whoever calls more than that at once is answered with 429.
      reservedConcurrentExecutions: onDemandWorkers,
    });
    this.functionUrl = this.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    for (const principal of principals) this.functionUrl.grantInvokeUrl({ grantPrincipal: principal });

    new RunbookAlarm(this, 'OnDemandErrors', {
      target: alarms,
      summary: 'the on-demand function fails as a whole: wrong settings, a crash, or out of time or memory.',
      metric: this.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
    });
  }

  get function(): LambdaFunction {
    return this.service.function;
  }
}
