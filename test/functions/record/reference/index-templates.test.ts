import { describe, expect, it } from '@jest/globals';
import { createRecordMapper } from '../../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../../functions/record/event-model.ts';
import type { RecordFormat } from '../../../../functions/record/record-format.ts';
import {
  indexEngines,
  type Mapping,
  toIndexTemplates,
} from '../../../../functions/record/reference/index-templates.ts';
import { plainAnswerNames, signalNames } from '../../../../functions/signals/signal-names.ts';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { movesTo, toLogin } from '../../signals/login.ts';
import { anyNetwork } from '../any-network.ts';
import { makeHostileInputs } from '../hostile-inputs.ts';
import { makeSomeRichInputs } from '../rich-inputs.ts';
import { makeFreeFormInputs } from './free-form-inputs.ts';
import { countFields, findRefusals } from './index-refusals.ts';

const templates = toIndexTemplates();

const inputs = {
  'every type': makeSomeRichInputs(),
  'hostile input': makeHostileInputs(),
  'values of any form': makeFreeFormInputs(500, 20_260_302),
};
/** What records hold does not depend on the engine that will index them. */
const recordsOf = { ecs: makeRecords('ecs'), ocsf: makeRecords('ocsf') };

function makeRecords(format: RecordFormat): Record<keyof typeof inputs, unknown[]> {
  const toRecords = createRecordMapper({
    format,
    ocsfVersion: '1.8.0',
    productVersion: '1.2.3',
    findingFrom: 'low',
    lookUpNetwork: anyNetwork,
    privacy: { sessionMetadata: ['plan'] },
  });
  const toParsed = (made: readonly ModelInput[]) =>
    made.flatMap((input) => toRecords(input).map(({ line }): unknown => JSON.parse(line)));
  return {
    'every type': toParsed(inputs['every type']),
    'hostile input': toParsed(inputs['hostile input']),
    'values of any form': toParsed(inputs['values of any form']),
  };
}

function mappingsOf(name: string): Mapping {
  const { template } = templates.get(name) as { readonly template: { readonly mappings: Mapping } };
  return template.mappings;
}

describe.each(indexEngines)('toIndexTemplates, for %s', (engine) => {
  describe.each(['ecs', 'ocsf'] as const)('of %s', (format) => {
    const mappings = mappingsOf(`${engine}-${format}.json`);

    it.each(Object.entries(recordsOf[format]))('takes records of %s', (_what, records) => {
      const refusals = records.flatMap((record) => findRefusals(record, mappings));

      expect(records.length).toBeGreaterThan(0);
      expect([...new Set(refusals)]).toEqual([]);
    });

    it('takes a finding whose programs are as long as somebody likes', () => {
      const long = 'é'.repeat(33_000);
      const moved = movesTo({ ip: '203.0.113.77', asn: '64511' });
      const input = toLogin({
        ...moved,
        event: { ...moved.event, user_agent: long },
        device: { ...moved.device, initial_user_agent: `${long}2` },
      });
      const toRecords = createRecordMapper({ format, ocsfVersion: '1.8.0', findingFrom: 'low' });
      const records = toRecords({ ...input, signals: createSignals()(input) });

      expect(records).toHaveLength(2);
      expect(records.flatMap(({ line }) => findRefusals(JSON.parse(line), mappings))).toEqual([]);
    });

    it('makes no field of a key that somebody chose', () => {
      expect(mappings).toMatchObject({ dynamic: false, date_detection: false });
      expect(countFields(mappings)).toBeGreaterThan(100);
      expect(countFields(mappings)).toBeLessThan(500);
    });
  });

  it('maps every signal', () => {
    const mappings = mappingsOf(`${engine}-ecs.json`);
    const answers = Object.fromEntries(
      [...signalNames, ...plainAnswerNames].map((name) => [name, { type: 'boolean' }]),
    );

    expect(mappings).toHaveProperty(
      'properties.auth0.properties.signals.properties.values.properties',
      answers,
    );
    expect(mappings).toHaveProperty('properties.auth0.properties.signals.properties.evidence.type', 'nested');
  });
});
