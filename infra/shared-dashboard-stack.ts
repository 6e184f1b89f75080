import { Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { metricNamespace } from './resource-names.ts';

/** No tenant's stack has this name: a tenant called `dashboard` cannot share one. */
export const sharedDashboardName = 'session-enricher-dashboard';

/**
 * One dashboard for all tenants of an account and Region, a line each: by searches, so that it grows with no tenant and
 * costs as one. It holds nothing, and no tenant's stack knows of it.
 */
export class SharedDashboardStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'The dashboard of all tenants of session-enricher', ...props });
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: sharedDashboardName });
    dashboard.addWidgets(
      graph('Records out', ours('RecordsEmitted', 'Sum')),
      graph('Delay from the queue to delivery, p99, ms', ours('EnrichmentDelay', 'p99')),
      graph('Age of the Management API token, s', ours('TokenAgeSeconds', 'Maximum')),
    );
    dashboard.addWidgets(
      graph('Destinations that refuse', ours('DeliveryFailures', 'Sum')),
      graph('Look-ups that Auth0 forbids', ours('StatusForbidden', 'Sum')),
      graph('Records without a token', ours('StatusUnauthorized', 'Sum')),
    );
    dashboard.addWidgets(
      graph('Age of the oldest event, s', queues('ApproximateAgeOfOldestMessage', 'log-events')),
      graph('Events that were set aside', queues('ApproximateNumberOfMessagesVisible', 'dead-letters')),
      graph('Records that were set aside', queues('ApproximateNumberOfMessagesVisible', 'retry-dead')),
    );
  }
}

/** One of the functions' metrics, a line a tenant. */
const ours = (metricName: string, statistic: string) =>
  search(`{${metricNamespace},service,tenant} MetricName="${metricName}" service="enrich"`, statistic);

/** Of the queues whose names have these words; a search splits names at what is no letter or digit. */
const queues = (metricName: string, words: string) =>
  search(
    `{AWS/SQS,QueueName} MetricName="${metricName}" QueueName="session-enricher" ${words.replace('-', ' ')}`,
    'Maximum',
  );

const search = (terms: string, statistic: string): IMetric =>
  new MathExpression({ expression: `SEARCH('${terms}', '${statistic}', 300)`, label: '', usingMetrics: {} });

const graph = (title: string, metric: IMetric) =>
  new GraphWidget({ title, left: [metric], leftYAxis: { min: 0 }, width: 8, height: 6 });
