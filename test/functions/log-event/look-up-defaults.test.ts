import { describe, expect, it } from '@jest/globals';
import { defaultLookUpMode, lookUpPriority } from '../../../functions/log-event/look-up-defaults.ts';

describe('defaultLookUpMode', () => {
  it.each([
    'slo',
    'sertft',
    'seacft',
    'srrt',
    'sdeleacft',
    'fertft',
    'feacft',
    'ferrt',
    'seccft',
    'resource_cleanup',
  ])('looks %s up in the cache only', (type) => {
    expect(defaultLookUpMode(type)).toBe('cache_only');
  });

  it.each([
    's',
    'ssa',
    'scoa',
    'flo',
    'f',
    'w',
    'gd_auth_succeed',
    'secte',
    'sapi',
    'not_yet_known',
    undefined,
  ])('fetches for %s', (type) => {
    expect(defaultLookUpMode(type)).toBe('fetch');
  });
});

describe('lookUpPriority', () => {
  const mfa = { prompts: [{ name: 'mfa' }] };

  it.each<[what: string, type: string | undefined, details: unknown, priority: 0 | 1 | 2]>([
    ['a sign-in without details', 's', undefined, 0],
    ['a sign-in by password alone', 's', { prompts: [{ name: 'prompt-authenticate' }] }, 0],
    ['a silent sign-in', 'ssa', { prompts: [] }, 0],
    ['a sign-in with MFA', 's', mfa, 1],
    ['a sign-in whose method was MFA', 'scoa', { prompts: [null, { performed_amr: ['mfa'] }] }, 1],
    ['MFA and low confidence', 's', { ...mfa, riskAssessment: { confidence: 'low' } }, 0],
    ['MFA and medium confidence', 's', { ...mfa, riskAssessment: { confidence: 'medium' } }, 0],
    ['MFA and high confidence', 's', { ...mfa, riskAssessment: { confidence: 'high' } }, 1],
    ['MFA and neutral confidence', 'sdel', { ...mfa, riskAssessment: { confidence: 'neutral' } }, 1],
    ['a failed login', 'f', { riskAssessment: { confidence: 'low' } }, 2],
    ['a logout', 'slo', {}, 2],
    ['a session event', undefined, undefined, 2],
    ['odd details', 's', 'text', 0],
    ['odd prompts', 's', { prompts: 'mfa', riskAssessment: 'low' }, 0],
  ])('puts %s where it belongs', (_what, type, details, priority) => {
    const event = { logId: '1', type, data: { details }, sessionId: 'S', occurredAtMs: 0 };

    expect(lookUpPriority(event)).toBe(priority);
  });
});
