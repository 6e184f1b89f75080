import { Token } from 'aws-cdk-lib';
import { defaultShare } from '../../functions/session/budget-plan.ts';
import { isTenantName } from '../resource-names.ts';
import { mostLookUpWaitSeconds } from './enrichment-props.ts';
import type { SessionEnricherProps } from './session-enricher-props.ts';

/** Throws for settings that no stack could work with, and says what is allowed. */
export function refuseImpossible(props: SessionEnricherProps): void {
  const {
    tenant,
    lookUpWaitSeconds,
    maxDelaySeconds,
    workers = 2,
    ledger = {},
    budgetShare = defaultShare,
    destinations,
    batchSize = 1,
  } = props;
  const { silenceHours = 6, webhook = true, deduplicationHours = 24 } = props;
  const refuse = (prop: string, allowed: string, got: unknown) => {
    throw new Error(`${prop} must be ${allowed}, got ${JSON.stringify(got)}`);
  };
  const isWhole = (value: number, min: number, max: number) =>
    Token.isUnresolved(value) || (Number.isInteger(value) && value >= min && value <= max);

  if (!isTenantName(tenant)) {
    refuse('tenant', '1 to 32 lower-case letters, digits and hyphens, beginning with a letter', tenant);
  }
  if (!isWhole(lookUpWaitSeconds ?? 1, 1, mostLookUpWaitSeconds)) {
    refuse('lookUpWaitSeconds', `a whole number from 1 to ${mostLookUpWaitSeconds}`, lookUpWaitSeconds);
  }
  if (!isWhole(maxDelaySeconds ?? 1, 1, 840)) {
    refuse('maxDelaySeconds', 'a whole number from 1 to 840', maxDelaySeconds);
  }
  if (lookUpWaitSeconds !== undefined && maxDelaySeconds !== undefined) {
    throw new Error('maxDelaySeconds is what lookUpWaitSeconds was called: give lookUpWaitSeconds alone');
  }
  if (!isWhole(workers, 2, 1_000)) refuse('workers', 'a whole number from 2 to 1000', workers);
  if (ledger !== false && !isWhole(ledger.days ?? 1, 1, 365)) {
    refuse('ledger.days', 'a whole number from 1 to 365', ledger.days);
  }
  if (!isWhole(batchSize, 1, 10_000)) refuse('batchSize', 'a whole number from 1 to 10000', batchSize);
  if (!isWhole(silenceHours, 1, 24)) refuse('silenceHours', 'a whole number from 1 to 24', silenceHours);
  if (!isWhole(deduplicationHours, 1, 168)) {
    refuse('deduplicationHours', 'a whole number from 1 to 168', deduplicationHours);
  }
  if (!(budgetShare > 0 && budgetShare <= 1)) refuse('budgetShare', 'above 0 and at most 1', budgetShare);
  if (destinations.length === 0) refuse('destinations', 'at least one destination', destinations);
  if (!webhook && !props.partnerEventSourceName && !props.queue) {
    refuse('webhook', 'true where there is neither partnerEventSourceName nor queue', webhook);
  }
  if (props.webhookRefusesAtGateway && !props.webhookSourceCidrs) {
    throw new Error('webhookRefusesAtGateway needs webhookSourceCidrs: whom else should it let in?');
  }
  if (Boolean(props.queue) !== Boolean(props.deadLetterQueue)) {
    throw new Error('queue and deadLetterQueue go together: give both, or none');
  }
}
