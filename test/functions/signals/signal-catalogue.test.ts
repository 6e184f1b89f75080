import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { attackTechniques } from '../../../functions/signals/attack-techniques.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { signalCatalogue, toSignalSections } from '../../../functions/signals/signal-catalogue.ts';
import { factNames, plainAnswerNames, signalNames } from '../../../functions/signals/signal-names.ts';
import { parseSignalSettings } from '../../../functions/signals/settings/signal-settings.ts';
import { signalTable } from '../../../functions/signals/signal-table.ts';
import { movesTo, toLogin } from './login.ts';

const toSignals = createSignals();

const page = new URL('../../../docs/signals.md', import.meta.url);
const section = /(<!-- signals: .*? -->\n)[^]*?(<!-- \/signals -->)/;

describe('signalCatalogue', () => {
  it('describes every signal, in the order of the records', () => {
    expect(signalCatalogue.map(({ name }) => name)).toEqual(signalNames);
    expect(Object.keys(signalTable)).toEqual([...signalNames]);
  });

  it('names known techniques alone', () => {
    for (const { attack } of signalCatalogue) {
      expect(attack.filter((id) => !attackTechniques.has(id))).toEqual([]);
    }
  });
});

describe('docs/signals.md', () => {
  const text = readFileSync(page, 'utf8');

  it('says of each signal what the code says', () => {
    const updated = text.replace(section, (_all, start, end) => `${start}\n${toSignalSections()}\n\n${end}`);
    if (process.env['UPDATE_DOCS']) writeFileSync(page, updated);

    expect(updated).toContain('### ip_changed');
    expect(readFileSync(page, 'utf8')).toBe(updated);
  });

  it.each([...plainAnswerNames, ...factNames])('tells of the fact %s', (name) => {
    expect(text).toContain(`\`${name}\``);
  });

  it('shows examples that are true', () => {
    const [block, settings] = [...text.matchAll(/```json\n([^]*?)```/g)].map(
      ([, json = '']) => JSON.parse(json) as { readonly signals?: unknown; readonly evidence?: unknown },
    );
    const moved = toSignals(toLogin(movesTo({ ip: '203.0.113.77', asn: '64511' })));

    expect(moved).toMatchObject({ ...block });
    expect(block?.evidence).toEqual(moved.evidence);
    expect(parseSignalSettings(settings?.signals)).toEqual(settings?.signals);
  });
});
