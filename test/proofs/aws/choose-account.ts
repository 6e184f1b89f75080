import { parseArgs } from 'node:util';

export interface AwsCheckOptions {
  readonly account: string;
  readonly region: string;
  readonly events: number;
  readonly isKept: boolean;
}

/** What has to be said before anything is deployed. */
export class AwsCheckError extends Error {
  override readonly name = 'AwsCheckError';
}

export const help = `Deploys a tenant of its own to a real AWS account, sends log events through it, and removes it again.

Usage: npm run deploy:aws-check -- --account 111122223333 --region eu-central-1 [options]

The account has to be named: nothing is taken from the credentials, and credentials of another account are refused. The
account and Region are bootstrapped already (npx cdk bootstrap); the AWS CLI, version 2, is there. It costs some cents.

  --account ID                  twelve digits
  --region NAME                 for example eu-central-1
  --events N                    log events to send, 1 to 10000; default: 300
  --keep                        leaves the stack session-enricher-awscheck and its records
  --help

Exit code: 0 all well; 1 a step came out otherwise; 2 wrong options, or other credentials.
`;

/** Throws AwsCheckError; undefined when help is asked for. */
export function parseAwsCheckOptions(args: readonly string[]): AwsCheckOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      account: { type: 'string' },
      region: { type: 'string' },
      events: { type: 'string', default: '300' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { account = '', region = '', events } = values;
  if (!/^\d{12}$/.test(account)) {
    throw new AwsCheckError(
      `--account must be the twelve digits of the account to deploy to, got ${JSON.stringify(account)}`,
    );
  }
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) {
    throw new AwsCheckError(`--region must be a Region such as eu-central-1, got ${JSON.stringify(region)}`);
  }
  const count = Number(events);
  if (!/^\d+$/.test(events) || count < 1 || count > 10_000) {
    throw new AwsCheckError(`--events must be a whole number from 1 to 10000, got ${JSON.stringify(events)}`);
  }
  return { account, region, events: count, isKept: values.keep };
}

/** Throws AwsCheckError unless the credentials are those of the account that was named. */
export function refuseOtherAccount(named: string, ofCredentials: string | undefined): void {
  if (ofCredentials === named) return;
  throw new AwsCheckError(
    ofCredentials === undefined
      ? 'there are no AWS credentials that work: sign in, and set AWS_PROFILE'
      : `the credentials are those of account ${ofCredentials}, and not of ${named}: nothing is deployed`,
  );
}
