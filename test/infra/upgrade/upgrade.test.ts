import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { parseTenant } from '../../../infra/tenant/tenant-config.ts';
import { toStack } from '../synthesise.ts';
import { type HeldResource, toHeldResources } from './held-resources.ts';

interface FirstStack {
  /** The tenant file. */
  readonly file: object;
  /** What its stack had that an update has to leave alone, before there were retry queues and a ledger. */
  readonly resources: Readonly<Record<string, HeldResource>>;
}

const firstStacks = JSON.parse(readFileSync('test/infra/upgrade/first-stacks.json', 'utf8')) as Readonly<
  Record<string, FirstStack>
>;

const toNow = (tenant: string, file: object) =>
  toHeldResources(
    Template.fromStack(toStack(parseTenant(tenant, JSON.stringify(file)))).toJSON() as Parameters<
      typeof toHeldResources
    >[0],
  );

/** Names that are the resource's own in the account: another of that name cannot be made while it is there. */
const nameOf = ({ type, fixed }: HeldResource) => {
  // Its name is one of its log group's.
  if (type === 'AWS::Logs::LogStream') return undefined;
  const name = Object.entries(fixed).find(
    ([property, value]) => /^(?:\w*Name|Name)$/.test(property) && typeof value === 'string',
  )?.[1];
  return typeof name === 'string' ? `${type} ${name}` : undefined;
};

describe.each(Object.entries(firstStacks))(
  'the stack %s of the first version',
  (tenant, { file, resources }) => {
    const now = toNow(tenant, file);

    it('is upgraded in place: what stays is not made anew', () => {
      const kept = Object.entries(resources).filter(([id]) => now[id] !== undefined);

      expect(kept.length).toBeGreaterThan(30);
      // What a role may read is granted anew, in front of what it was; nothing is in such a grant.
      const held = kept.filter(([, { type }]) => type !== 'AWS::LakeFormation::PrincipalPermissions');
      for (const [id, before] of held) expect({ [id]: now[id] }).toEqual({ [id]: before });
    });

    it('loses nothing but the URL of calls on demand, which belongs to another function now, and roles of the lake', () => {
      const gone = Object.entries(resources).filter(([id]) => now[id] === undefined);

      const others = gone.filter(
        ([id, { type }]) => !/^AWS::Lambda::(?:Url|Permission)$/.test(type) || !/FunctionUrl/.test(id),
      );
      // The streams into the lake share a role now.
      const isRoleOfLake = (id: string) => /SecurityLakeStream\d+Role/.test(id);
      expect(others.filter(([id]) => !isRoleOfLake(id))).toEqual([]);
    });

    it('gets nothing whose name is taken', () => {
      const taken = new Map(Object.entries(resources).map(([id, one]) => [nameOf(one), id]));
      const clashes = Object.entries(now).filter(([id, one]) => {
        const name = nameOf(one);
        return name !== undefined && taken.has(name) && taken.get(name) !== id;
      });

      expect(clashes).toEqual([]);
    });
  },
);
