import { describe, expect, it } from '@jest/globals';
import { failByCode } from '../../../../functions/cli/doctor/check-result.ts';

describe('failByCode', () => {
  it.each<[code: string, detail: string, fix: RegExp]>([
    ['ENOTFOUND', 'the queue: AWS is not reached (ENOTFOUND)', /^is this machine online/],
    ['EAI_AGAIN', 'the queue: AWS is not reached (EAI_AGAIN)', /HTTPS_PROXY/],
    ['ECONNREFUSED', 'the queue: AWS is not reached (ECONNREFUSED)', /AWS_REGION/],
    ['TimeoutError', 'the queue: AWS is not reached (TimeoutError)', /^is this machine online/],
    ['ExpiredToken', 'the queue: ExpiredToken', /^sign in to AWS/],
    ['AccessDenied', 'the queue: AccessDenied', /^use a role/],
    ['QueueDoesNotExist', 'the queue: there is none', /^deploy$/],
    ['ExceptionOfSomeKind', 'the queue: ExceptionOfSomeKind', /Health Dashboard/],
  ])('says of %s whose it is to mend', (code, detail, fix) => {
    expect(failByCode('queue', 'the queue', code, 'deploy')).toEqual({
      check: 'queue',
      status: 'fail',
      detail,
      fix: expect.stringMatching(fix),
    });
  });
});
