import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalSystem } from '../../../../functions/local/local-system.ts';
import { signalCatalogue } from '../../../../functions/signals/signal-catalogue.ts';
import { startPlayground } from '../../../support/browser/start-playground.ts';

interface Row {
  readonly id: number;
  readonly raised: readonly string[];
}

const told = signalCatalogue.map(({ name }) => name);

describe('createScenarios', () => {
  let system: LocalSystem;
  beforeAll(async () => {
    system = await startPlayground();
  });
  afterAll(() => system.close());

  const ask = async <Answer>(path: string, init?: RequestInit) =>
    (await (await fetch(`${system.url}/playground/${path}`, init)).json()) as Answer;
  const newest = async () => (await ask<{ rows: Row[] }>('rows?after=0')).rows.at(-1)?.id ?? 0;

  async function untilRaised(name: string, after: number): Promise<readonly Row[]> {
    for (let tries = 0; tries < 200; tries += 1) {
      const { rows } = await ask<{ rows: Row[] }>(`rows?after=${after}`);
      const raised = rows.filter((row) => row.raised.includes(name));
      if (raised.length > 0) return raised;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return [];
  }

  it.each(told)(
    'has a story that raises %s',
    async (name) => {
      const after = await newest();
      await ask(`scenarios/${name}`, { method: 'POST' });

      expect(await untilRaised(name, after)).not.toEqual([]);
    },
    20_000,
  );

  it('offers every signal in the picker, in words', async () => {
    const { scenarios } = await ask<{ scenarios: { name: string; title: string; kind: string }[] }>('setup');
    const offered = scenarios.filter(({ kind }) => kind === 'signal');

    expect(offered.map(({ name }) => name)).toEqual(told);
    expect(offered.filter(({ name, title }) => title === '' || title === name)).toEqual([]);
  });

  it('gives each story as a sample with the sessions it needs', async () => {
    const { elements, sessions } = await ask<{ elements: object[]; sessions: object[] }>(
      'samples/user_mismatch',
    );

    expect(elements).toHaveLength(1);
    expect(sessions).toHaveLength(1);
  });
});
