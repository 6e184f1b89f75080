import { describe, expect, it } from '@jest/globals';
import { defaultLookUpMode } from '../../../functions/log-event/look-up-defaults.ts';

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
