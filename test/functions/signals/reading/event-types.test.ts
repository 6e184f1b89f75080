import { describe, expect, it } from '@jest/globals';
import {
  isFromBrowser,
  isFromSessionClient,
  isSessionUse,
} from '../../../../functions/signals/reading/event-types.ts';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { toLogin } from '../login.ts';

const sessionUse = ['s', 'ssa', 'scoa', 'ss', 'sdel', 'sdelsa'];
const browser = [...sessionUse, 'scv', 'w', 'slo'];
const sessionClient = [...sessionUse, 'seacft', 'sertft'];
const others = ['f', 'fp', 'fcoa', 'fsa', 'gd_auth_succeed', 'seccft', 'sapi', 'limit_wc', '', undefined];

describe.each([
  ['isSessionUse', isSessionUse, sessionUse],
  ['isFromBrowser', isFromBrowser, browser],
  ['isFromSessionClient', isFromSessionClient, sessionClient],
] as const)('%s', (_name, isOne, types) => {
  it.each([...new Set([...browser, ...sessionClient, ...others])])('knows %p', (type) => {
    expect(isOne(type)).toBe((types as readonly unknown[]).includes(type));
  });
});

describe('a use of a session after its end', () => {
  it.each(sessionUse)('is raised for %s', (type) => {
    const ended = { type, session: { expires_at: '2026-03-02T09:00:00.000Z', idle_expires_at: undefined } };

    expect(createSignals()(toLogin(ended)).raised).toContain('session_used_after_end');
  });
});
