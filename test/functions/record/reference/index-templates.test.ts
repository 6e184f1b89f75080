import { describe, expect, it } from '@jest/globals';
import { createRecordMapper } from '../../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../../functions/record/event-model.ts';
import {
  indexEngines,
  type Mapping,
  toIndexTemplates,
} from '../../../../functions/record/reference/index-templates.ts';
import { plainAnswerNames, signalNames } from '../../../../functions/signals/signal-names.ts';
import { anyNetwork } from '../any-network.ts';
import { makeHostileInputs } from '../hostile-inputs.ts';
import { makeRichInputs } from '../rich-inputs.ts';
import { makeFreeFormInputs } from './free-form-inputs.ts';
import { countFields, findRefusals } from './index-refusals.ts';

const templates = toIndexTemplates();

function mappingsOf(name: string): Mapping {
  const { template } = templates.get(name) as { readonly template: { readonly mappings: Mapping } };
  return template.mappings;
}

describe.each(indexEngines)('toIndexTemplates, for %s', (engine) => {
  describe.each(['ecs', 'ocsf'] as const)('of %s', (format) => {
    const mappings = mappingsOf(`${engine}-${format}.json`);

    it.each<[what: string, makeInputs: () => ModelInput[]]>([
      ['every type', makeRichInputs],
      ['hostile input', makeHostileInputs],
      ['values of any form', () => makeFreeFormInputs(500, 20_260_302)],
    ])('takes records of %s', (_what, makeInputs) => {
      const toRecords = createRecordMapper({
        format,
        ocsfVersion: '1.8.0',
        productVersion: '1.2.3',
        findingFrom: 'low',
        lookUpNetwork: anyNetwork,
        privacy: { sessionMetadata: ['plan'] },
      });
      const refusals = makeInputs().flatMap((input) =>
        toRecords(input).flatMap(({ line }) => findRefusals(JSON.parse(line), mappings)),
      );

      expect([...new Set(refusals)]).toEqual([]);
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
