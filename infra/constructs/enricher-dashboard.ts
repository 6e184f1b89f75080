import { Duration } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { GraphWidget, type IMetric, MathExpression, type YAxisProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { DefaultDashboardFactory, MonitoringFacade } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import type { Plan } from '../../functions/session/budget-plan.ts';
import { sessionStatuses, toStatusLabel, toStatusMetric } from '../../functions/session/session-status.ts';
import { metricNamespace, toStackName } from '../resource-names.ts';
import { EnricherMetrics } from './enricher-metrics.ts';
import type { RetryQueue } from './retry-queue.ts';

export interface EnricherDashboardProps {
  readonly tenant: string;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly enrich: IFunction;
  readonly onDemand: IFunction | undefined;
  /** By the ids of their destinations. */
  readonly retryQueues: ReadonlyMap<string, RetryQueue>;
  readonly receive: IFunction | undefined;
  readonly httpApi: IHttpApi | undefined;
  readonly budget: Plan;
  readonly budgetShare: number;
  readonly hasDeduplication: boolean;
  readonly hasLedger: boolean;
  /** Of events that wait for their look-up. */
  readonly lookUpsQueue: IQueue;
}

/**
 * The dashboard `session-enricher-<tenant>`: first what the records say, then the parts they pass through.
 *
 * It raises no alarms; those stand beside the resource they watch.
 */
export class EnricherDashboard extends Construct {
  constructor(scope: Construct, id: string, props: EnricherDashboardProps) {
    super(scope, id);
    const name = toStackName(props.tenant);
    const factory = new DefaultDashboardFactory(this, 'Dashboards', {
      dashboardNamePrefix: name,
      detailDashboardRange: Duration.hours(24),
    });
    const facade = new MonitoringFacade(this, 'Monitoring', {
      dashboardFactory: factory,
      alarmFactoryDefaults: { alarmNamePrefix: name, actionsEnabled: false },
      metricFactoryDefaults: { namespace: metricNamespace },
    });

    facade.addLargeHeader(`Records of ${props.tenant}`);
    for (const row of this.#toRows(props)) {
      for (const widget of row) facade.addWidget(widget);
    }
    facade.addLargeHeader('On the way');
    if (props.httpApi) {
      facade.monitorApiGatewayV2HttpApi({ api: props.httpApi, humanReadableName: 'Webhook' });
    }
    if (props.receive)
      facade.monitorLambdaFunction({ lambdaFunction: props.receive, humanReadableName: 'receive' });
    facade.monitorSqsQueueWithDlq({
      queue: props.queue,
      deadLetterQueue: props.deadLetterQueue,
      humanReadableName: 'Log events',
    });
    facade.monitorLambdaFunction({ lambdaFunction: props.enrich, humanReadableName: 'enrich' });
    if (props.onDemand)
      facade.monitorLambdaFunction({ lambdaFunction: props.onDemand, humanReadableName: 'on-demand' });
  }

  #toRows(props: EnricherDashboardProps): GraphWidget[][] {
    const { tenant, budget, budgetShare, hasDeduplication, hasLedger, lookUpsQueue, retryQueues } = props;
    const metrics = new EnricherMetrics(tenant);
    const percent: YAxisProps = { min: 0, max: 100, label: '%', showUnits: false };
    const perSecond = budget.ratePerSecond * budgetShare;
    return [
      [
        graph('Events in, records out', [
          metrics.receive('EventsAccepted'),
          metrics.enrich('EventsProcessed'),
          metrics.enrich('RecordsEmitted'),
          metrics.enrich('Repeats'),
          ...(hasDeduplication ? [metrics.enrich('DuplicatesDropped')] : []),
          metrics.rejected(Duration.minutes(5)),
        ]),
        graph(
          'Records by status',
          sessionStatuses.map((status) =>
            metrics.enrich(toStatusMetric(status), { label: toStatusLabel(status) }),
          ),
        ),
        graph('Delay from the queue to delivery, ms', [
          metrics.enrich('EnrichmentDelay', { statistic: 'p50', label: 'p50' }),
          metrics.enrich('EnrichmentDelay', { statistic: 'p99', label: 'p99' }),
        ]),
      ],
      [
        graph(
          `Look-up budget used (${perSecond} requests/s are ours)`,
          [
            new MathExpression({
              label: 'of all time',
              expression: `100 * requests / PERIOD(requests) / ${perSecond}`,
              usingMetrics: { requests: metrics.enrich('LookUpRequests') },
            }),
            metrics.enrich('BudgetUsed', { statistic: 'Maximum', label: 'of the fullest batch' }),
          ],
          { min: 0, label: '%', showUnits: false },
        ),
        graph(`What Auth0 has left for everybody (of ${budget.burst} requests)`, [
          metrics.enrich('TenantBudgetRemaining', { statistic: 'Minimum', label: 'least' }),
        ]),
        graph(
          'Look-ups answered from the cache',
          [
            new MathExpression({
              label: 'cache hits',
              expression: '100 * hits / (hits + FILL(requests, 0))',
              usingMetrics: {
                hits: metrics.enrich('CacheHits'),
                requests: metrics.enrich('LookUpRequests'),
              },
            }),
          ],
          percent,
        ),
      ],
      [
        graph('Events that wait for their look-up', [toMaximum(lookUpsQueue, 'waiting', retryQueues.size)]),
        graph(
          'Look-ups wanted while nobody may ask',
          [metrics.enrich('LineClosed', { statistic: 'Average' })],
          percent,
        ),
        ...(hasLedger
          ? [
              graph('Session ledger', [
                metrics.enrich('LedgerFailures', { label: 'calls that failed' }),
                metrics.enrich('LedgerFull', { label: 'sessions without room' }),
              ]),
            ]
          : []),
      ],
      [
        graph('Look-ups that failed', [metrics.faultShare(Duration.minutes(5))], percent),
        graph('Troubles', [
          metrics.enrich('LookUpThrottled'),
          metrics.enrich('DeliveryFailures'),
          metrics.enrich('HandOverFailures'),
          metrics.enrich('UnknownLogTypes'),
          ...(hasDeduplication ? [metrics.enrich('DeduplicationFailures')] : []),
        ]),
        graph('Age of the Management API token, s', [
          metrics.enrich('TokenAgeSeconds', { statistic: 'Maximum' }),
        ]),
      ],
      [
        graph(
          'Records that wait for their destination',
          [...retryQueues].map(([label, { queue }], index) => toMaximum(queue, label, index)),
        ),
        graph('Age of the record that has waited longest, ms', [
          metrics.enrich('RetryAge', { statistic: 'Maximum' }),
        ]),
        graph(
          'Records that were set aside',
          [...retryQueues].map(([label, { deadLetterQueue }]) =>
            deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label }),
          ),
        ),
      ],
    ];
  }
}

/** What is visible, hidden between two attempts, and not yet given out for the first time. */
const toMaximum = (queue: IQueue, label: string, index: number) => {
  const statistic = { statistic: 'Maximum' };
  const usingMetrics = {
    [`visible${index}`]: queue.metricApproximateNumberOfMessagesVisible(statistic),
    [`hidden${index}`]: queue.metricApproximateNumberOfMessagesNotVisible(statistic),
    [`delayed${index}`]: queue.metricApproximateNumberOfMessagesDelayed(statistic),
  };
  const expression = Object.keys(usingMetrics).join(' + ');
  return new MathExpression({ label, expression, usingMetrics });
};

const graph = (title: string, left: IMetric[], leftYAxis: YAxisProps = { min: 0 }) =>
  new GraphWidget({ title, left, leftYAxis, width: 8, height: 6 });
