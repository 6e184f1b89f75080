import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalSystem } from '../../../../functions/local/local-system.ts';
import { signalCatalogue } from '../../../../functions/signals/signal-catalogue.ts';
import { startPlayground } from '../../../support/browser/start-playground.ts';

interface Row {
  readonly id: number;
  readonly raised: readonly string[];
  /** Why the session is not there. */
  readonly reason: string;
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

  /** The story's rows, as soon as one raises the signal or had no turn; after 10 s in any case. */
  async function untilTold(name: string, after: number): Promise<readonly Row[]> {
    let rows: Row[] = [];
    for (let tries = 0; tries < 200; tries += 1) {
      ({ rows } = await ask<{ rows: Row[] }>(`rows?after=${after}`));
      if (rows.some(({ raised, reason }) => raised.includes(name) || reason === 'no_turn')) break;
      await pause(50);
    }
    return rows;
  }

  it.each(told)(
    'has a story that raises %s',
    async (name) => {
      let raised: readonly Row[] = [];
      // Stories played this fast spend the tenant's budget. One whose session had no turn is played again, once there are turns.
      for (let plays = 0; plays < 10 && raised.length === 0; plays += 1) {
        const after = await newest();
        await ask(`scenarios/${name}`, { method: 'POST' });
        const rows = await untilTold(name, after);
        raised = rows.filter((row) => row.raised.includes(name));
        if (!rows.some(({ reason }) => reason === 'no_turn')) break;
        await pause(500);
      }

      expect(raised).not.toEqual([]);
    },
    60_000,
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
