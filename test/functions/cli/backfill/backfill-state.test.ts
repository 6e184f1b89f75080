import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  checkBackfillState,
  loadBackfillState,
  saveBackfillState,
} from '../../../../functions/cli/backfill/backfill-state.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
afterAll(() => rmSync(folder, { recursive: true }));

const state = {
  version: 2,
  baseUrl: 'https://acme.eu.auth0.com',
  from: 'L0',
  to: 'L9',
  target: 'records ocsf 1.8.0',
  next: 'L5',
  events: 5,
  isDone: false,
} as const;
const nowhere = path.join(folder, 'nowhere', 'state.json');

describe('checkBackfillState', () => {
  it('leaves nothing behind where the state could be written', async () => {
    const before = readdirSync(folder);

    await checkBackfillState(path.join(folder, 'state.json'));

    expect(readdirSync(folder)).toEqual(before);
  });

  it('refuses a place that cannot be written to', async () => {
    await expect(checkBackfillState(nowhere)).rejects.toMatchObject({
      name: 'InputError',
      message: `cannot write the state file ${nowhere}: there is no such folder; nothing was fetched`,
    });
  });
});

describe('saveBackfillState', () => {
  it('writes what loadBackfillState reads', async () => {
    const file = path.join(folder, 'saved.json');

    await saveBackfillState(file, state);

    expect(await loadBackfillState(file, state)).toEqual(state);
    expect(readdirSync(folder)).toEqual(['saved.json']);
  });

  it('says what comes of it when the place is gone on the way', async () => {
    await expect(saveBackfillState(nowhere, state)).rejects.toMatchObject({
      name: 'InputError',
      message: `cannot write the state file ${nowhere}: there is no such folder; what was stored last comes once more when the same command goes on`,
    });
  });
});
