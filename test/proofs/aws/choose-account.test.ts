import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { AwsCheckError, parseAwsCheckOptions, refuseOtherAccount } from './choose-account.ts';

const account = '111122223333';

describe('the check on a real account', () => {
  it.each<[args: readonly string[], message: string]>([
    [[], '--account must be'],
    [['--region', 'eu-central-1'], '--account must be'],
    [['--account', '1111', '--region', 'eu-central-1'], '--account must be'],
    [['--account', account], '--region must be'],
    [['--account', account, '--region', 'here'], '--region must be'],
    [['--account', account, '--region', 'eu-central-1', '--events', '0'], '--events must be'],
  ])('refuses %j', (args, message) => {
    expect(() => parseAwsCheckOptions(args)).toThrow(message);
  });

  it('takes an account and a Region that are named', () => {
    expect(parseAwsCheckOptions(['--account', account, '--region', 'us-gov-west-1'])).toEqual({
      account,
      region: 'us-gov-west-1',
      events: 300,
      isKept: false,
    });
  });

  it('refuses credentials of another account, and none', () => {
    expect(() => refuseOtherAccount(account, '444455556666')).toThrow(AwsCheckError);
    expect(() => refuseOtherAccount(account, undefined)).toThrow('no AWS credentials');
    expect(() => refuseOtherAccount(account, account)).not.toThrow();
  });

  it('says so as a command, and asks nobody before', () => {
    // Without a PATH there is no AWS CLI to be asked.
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'test/proofs/aws/main.ts'], {
      encoding: 'utf8',
      env: { PATH: '' },
    });

    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^error: --account must be the twelve digits .*\n +see: .* --help\n$/),
    });
  }, 300_000);
});
