import { describe, expect, it } from '@jest/globals';
import { toEventWords } from '../../../../functions/record/explain/event-words.ts';

describe('toEventWords', () => {
  it.each([
    ['s', 'Login'],
    ['ssa', 'Silent sign-in'],
    ['seacft', 'Code'],
    ['sertft', 'Refresh'],
    ['fertft', 'Refresh refused'],
    ['ferrt', 'Token refused'],
    ['slo', 'Logout'],
    ['session_revoked', 'Revoked'],
    ['sdel', 'Delegated'],
    ['sdelsa', 'Acting'],
    ['sdeleacft', 'Code'],
    ['pla', 'Page opened'],
    ['gd_start_auth', 'Factor asked'],
    ['gd_send_pn', 'Push sent'],
    ['gd_auth_succeed', 'Factor passed'],
    ['gd_auth_failed', 'Factor failed'],
    ['f', 'Failed'],
    ['fp', 'Wrong password'],
    ['fsa', 'No silent sign-in'],
  ])('has short words for %s: %s', (type, short) => {
    expect(toEventWords(type)).toMatchObject({ code: type, short });
  });

  it('tells a type by its code where no story is made of it', () => {
    expect(toEventWords('limit_wc')).toMatchObject({ code: 'limit_wc', short: 'limit_wc', severityId: 3 });
    expect(toEventWords('zz_future')).toEqual({
      code: 'zz_future',
      words: 'Event of an unknown type',
      short: 'zz_future',
      severityId: 1,
    });
    expect(toEventWords('zz_future', 'Something new')).toMatchObject({ words: 'Something new' });
    expect(toEventWords('z'.repeat(61))).toMatchObject({ code: 'z'.repeat(60), short: 'z'.repeat(60) });
  });

  it('has words for the session event, which has no type', () => {
    expect(toEventWords(undefined, 'ignored')).toEqual({
      code: 'session',
      words: 'Session event',
      short: 'Session',
      severityId: 1,
    });
  });
});
