import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DestinationConfig } from '../../functions/destination/destination-config.ts';
import type { DestinationHost, RecordDestination } from './record-destination.ts';

export interface EventBusDestinationProps {
  readonly id: string;
  /** May belong to another account, whose bus policy then has to allow ours. */
  readonly eventBus: IEventBus;
}

/**
 * An EventBridge bus: every record becomes an event, for rules of your own.
 *
 * @example
 * ```ts
 * import { EventBus } from 'aws-cdk-lib/aws-events';
 * import { EventBusDestination } from 'session-enricher/constructs/event-bus-destination';
 *
 * const eventBus = EventBus.fromEventBusName(stack, 'SecurityBus', 'security');
 * const destination = new EventBusDestination({ id: 'Bus-security', eventBus });
 * ```
 */
export class EventBusDestination implements RecordDestination {
  readonly id: string;
  readonly #eventBus: IEventBus;

  constructor(props: EventBusDestinationProps) {
    this.id = props.id;
    this.#eventBus = props.eventBus;
  }

  bind(_scope: Construct, host: DestinationHost): readonly DestinationConfig[] {
    const { eventBusArn } = this.#eventBus;
    host.grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [eventBusArn] }),
    );
    // PutEvents takes the ARN where it takes the name, and needs it for a bus of another account.
    return [{ type: 'eventbridge', busName: eventBusArn }];
  }
}
