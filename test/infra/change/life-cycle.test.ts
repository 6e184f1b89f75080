import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { toAdvice } from '../../../infra/change/change-advice.ts';
import { findChanges, type StackChange, type StackTemplate } from '../../../infra/change/find-changes.ts';
import { heldTypes, type HeldType } from '../../../infra/change/held-types.ts';
import { isReplacedFor } from '../../support/aws/cloudformation/resource-schema.ts';
import { toShortId } from '../read-template.ts';
import { everything, type TenantInput, toTemplate } from '../synthesise.ts';
import { lifeCycleSteps } from './life-cycle-steps.ts';

const templateOf = (changes: TenantInput) => toTemplate(changes).toJSON() as StackTemplate;

const show = ({ kind, name, logicalId }: StackChange) => `${kind} ${name ?? toShortId(logicalId)}`;

describe('a step in the life of a tenant', () => {
  it.each(lifeCycleSteps.map((step) => [step.row, step] as const))(
    '%s does to what holds something what is expected, and no more',
    (_row, { before, after, changes }) => {
      const found = findChanges(templateOf(before), templateOf(after));

      expect(found.map(show).toSorted()).toEqual([...changes].toSorted());
    },
  );

  it('has its row in docs/changing.md', () => {
    const page = readFileSync('docs/changing.md', 'utf8');

    // On, off and on again have one row together.
    const missing = lifeCycleSteps
      .map(({ row }) => row.replace(/: (?:on|off|on again)$/, ''))
      .filter((row) => !page.includes(`| ${row} |`));

    expect([...new Set(missing)]).toEqual([]);
    expect(lifeCycleSteps.length).toBeGreaterThanOrEqual(60);
  });

  it('never makes anew what the schema says would be made anew, without telling', () => {
    for (const { row, before, after } of lifeCycleSteps) {
      const [old, now] = [before, after].map((one) => templateOf(one).Resources ?? {});
      const told = new Set(
        findChanges({ Resources: old ?? {} }, { Resources: now ?? {} }).map(({ logicalId }) => logicalId),
      );
      for (const [logicalId, { Type, Properties = {} }] of Object.entries(now ?? {})) {
        const earlier = old?.[logicalId]?.Properties;
        if (!earlier || !Object.hasOwn(heldTypes, Type)) continue;
        const names = [...new Set([...Object.keys(earlier), ...Object.keys(Properties)])];
        const isReplaced = names.some(
          (name) =>
            isReplacedFor(Type, name) && JSON.stringify(earlier[name]) !== JSON.stringify(Properties[name]),
        );
        expect([row, logicalId, isReplaced && !told.has(logicalId)]).toEqual([row, logicalId, false]);
      }
    }
  });
});

describe('a stack as a whole', () => {
  it('leaves everything behind that holds something when it is deleted, and finds it when it is deployed again', () => {
    const whole = templateOf(everything);

    const deleted = findChanges(whole, {});
    const again = findChanges({}, whole);

    expect(deleted.length).toBeGreaterThan(15);
    expect(new Set(deleted.map(({ kind }) => kind))).toEqual(new Set(['stays']));
    const named = deleted.filter(({ name }) => name !== undefined).map(({ logicalId }) => logicalId);
    expect(again.map(({ logicalId }) => logicalId).toSorted()).toEqual(named.toSorted());
  });

  it('does nothing to what it holds where nothing is changed', () => {
    expect(findChanges(templateOf(everything), templateOf(everything))).toEqual([]);
  });
});

describe('a bus or a stream of a stack that was deployed before they could stay', () => {
  const type = (Type: HeldType, name: string) => ({
    One: { Type, Properties: { [heldTypes[Type].name]: name } },
  });

  it.each<[HeldType, RegExp]>([
    ['AWS::Events::EventBus', /^deploy this version with "bus": "create"/],
    ['AWS::KinesisFirehose::DeliveryStream', /^deploy this version with the destination still in the file/],
    ['AWS::SQS::Queue', /"removalPolicy": "retain"/],
  ])('%s would be deleted: two steps are told', (held, step) => {
    const [change] = findChanges({ Resources: type(held, 'one') }, {});

    expect(change?.kind).toBe('isDeleted');
    expect(change && toAdvice(change, 'session-enricher-acme')).toMatchObject({
      urgency: 'stop',
      step: expect.stringMatching(step),
    });
  });
});

describe('advice', () => {
  const advise = (name: string, type: HeldType, kind: StackChange['kind'] = 'stays') =>
    toAdvice({ kind, type, name, logicalId: 'One' }, 'session-enricher-acme');

  it.each<[string, HeldType, RegExp]>([
    [
      'session-enricher-acme-records',
      'AWS::KinesisFirehose::DeliveryStream',
      /DataFreshness has ended: aws firehose delete-/,
    ],
    ['session-enricher/acme/auth0-client', 'AWS::SecretsManager::Secret', /--force-delete-without-recovery$/],
    ['session-enricher-acme-look-ups', 'AWS::SQS::Queue', /delete-queue .*60 seconds later$/],
    [
      'session-enricher-acme-deduplication',
      'AWS::DynamoDB::Table',
      /delete-table --table-name session-enricher-acme-deduplication$/,
    ],
  ])('says how %s is deleted', (name, type, step) => {
    expect(advise(name, type).step).toMatch(step);
  });

  it.each(['privacy-key', 'ledger-key'])('never says to delete %s: every hash would change', (key) => {
    const { step } = advise(`session-enricher/acme/${key}`, 'AWS::SecretsManager::Secret');

    expect(step).toMatch(/^keep it/);
    expect(step).not.toContain('delete-secret');
  });

  it('leads back to what was left', () => {
    expect(advise('session-enricher/acme/privacy-key', 'AWS::SecretsManager::Secret', 'isNew')).toEqual({
      urgency: 'look',
      what: 'the secret session-enricher/acme/privacy-key is new to the stack',
      step: 'if an earlier deployment left it, take it back before you deploy: npx cdk import session-enricher-acme --resource-mapping kept.json --force',
    });
  });
});
