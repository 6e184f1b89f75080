import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { toStackName } from '../resource-names.ts';

export interface CostBudgetProps {
  readonly tenant: string;
  /** The tag that every resource of the tenant has. */
  readonly tag: string;
  /** US dollars. */
  readonly monthlyUsd: number;
  /** Told by mail. */
  readonly email?: string | undefined;
  /** Its policy has to let `budgets.amazonaws.com` publish. */
  readonly topicArn?: string | undefined;
}

/**
 * Tells when a tenant has cost more in a month than it may, and when AWS foresees that. It counts what has the tenant's tag,
 * which the account has to have activated as a cost allocation tag.
 */
export class CostBudget extends Construct {
  constructor(scope: Construct, id: string, props: CostBudgetProps) {
    super(scope, id);
    const { tenant, tag, monthlyUsd, email, topicArn } = props;
    const subscribers = [
      ...(email === undefined ? [] : [{ subscriptionType: 'EMAIL', address: email }]),
      ...(topicArn === undefined ? [] : [{ subscriptionType: 'SNS', address: topicArn }]),
    ];
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: toStackName(tenant),
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyUsd, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:${tag}$${tenant}`] },
      },
      notificationsWithSubscribers: ['ACTUAL', 'FORECASTED'].map((notificationType) => ({
        notification: {
          notificationType,
          comparisonOperator: 'GREATER_THAN',
          threshold: 100,
          thresholdType: 'PERCENTAGE',
        },
        subscribers,
      })),
    });
  }
}
