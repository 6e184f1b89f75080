import type { TenantConfig } from './tenant/tenant-config.ts';

type DestinationEntry = TenantConfig['destinations'][number];

/**
 * The ids of a tenant file's destinations, in its order: their resources and queues are named after them, so no id may
 * change while others come and go before it.
 */
export function toDestinationIds(destinations: readonly DestinationEntry[]): readonly string[] {
  const taken = new Set<string>();
  return destinations.map((destination) => {
    const id = toId(destination, taken);
    taken.add(id);
    return id;
  });
}

function toId(destination: DestinationEntry, taken: ReadonlySet<string>): string {
  switch (destination.type) {
    case 'bucket':
      return 'Bucket';
    case 'deliveryStream':
      return `Stream-${destination.arn.split('/').at(-1)}`;
    case 'securityLake':
      return 'SecurityLake';
    case 'eventBus': {
      // By the bus's name; with its account, and slashes kept apart from hyphens, where that is taken by another bus.
      const [, , , , account, resource = ''] = destination.arn.split(':');
      const name = resource.replace('event-bus/', '');
      const id = `Bus-${name.replaceAll('/', '-')}`;
      return taken.has(id) ? `Bus-${account}:${name.replaceAll('/', ':')}` : id;
    }
    case 'https':
      return `Https-${destination.name}`;
  }
}
