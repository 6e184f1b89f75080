import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../../functions/log-event/catalogue.ts';
import { agentTypes } from '../../../functions/signals/raised/delegated-session.ts';
import { readLogTypeSchemas } from '../../contracts/schema-files.ts';

describe('agentTypes', () => {
  it('are the types of success whose schema has an agent, but for client credentials, which no user takes part in', () => {
    const schemas = readLogTypeSchemas() as Readonly<Record<string, { readonly properties?: object }>>;
    const withAgent = Object.entries(schemas)
      .filter(([, { properties }]) => properties !== undefined && 'agent_id' in properties)
      .map(([type]) => type);
    const succeeded = withAgent.filter((type) => catalogue.get(type)?.statusId === 1);

    expect([...agentTypes].toSorted()).toEqual(succeeded.filter((type) => type !== 'seccft').toSorted());
  });
});
