import { Annotations, type Stack } from 'aws-cdk-lib';
import type { TenantConfig } from './tenant/tenant-config.ts';

/** What a tenant file may say, but should not say for long, or not without knowing what follows: told at synth. */
export function addTenantWarnings(stack: Stack, config: TenantConfig): void {
  for (const [id, text] of toWarnings(config)) {
    Annotations.of(stack).addWarningV2(`session-enricher:${id}`, `${config.tenant}.json: ${text}`);
  }
}

/** By the key that they are about. */
function toWarnings(config: TenantConfig): readonly (readonly [id: string, text: string])[] {
  const { enrichment, previousKmsKeyArns = [], removalPolicy, destinations } = config;
  const hasStream = destinations.some(({ type }) => type === 'bucket' || type === 'securityLake');
  return [
    ...(enrichment.maxDelaySeconds === undefined
      ? []
      : [
          [
            'maxDelaySeconds',
            'enrichment.maxDelaySeconds is called lookUpWaitSeconds now, and its default is 60',
          ] as const,
        ]),
    ...(previousKmsKeyArns.length === 0
      ? []
      : [
          [
            'previousKmsKeyArns',
            'previousKmsKeyArns lets enrich read what still waits under these keys: take it out when every queue and dead-letter queue has been empty, 14 days after the change at the latest, and disable no key before',
          ] as const,
        ]),
    ...(removalPolicy === 'destroy' && hasStream
      ? [
          [
            'removalPolicy',
            'with removalPolicy "destroy" a delivery stream that leaves the stack is deleted with the records in its buffer: pause the log stream and wait bufferingSeconds first',
          ] as const,
        ]
      : []),
  ];
}
