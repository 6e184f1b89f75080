import type { QueryCaller, QueryService } from '../aws/query-protocol.ts';
import { account } from '../aws/wire.ts';
import type { Iam } from './iam.ts';

/** Who one is, and taking on a role of the account, as the CDK CLI does. Signatures are not looked at. */
export function createSts(iam: Iam): QueryService {
  return {
    version: '2011-06-15',
    operations: {
      GetCallerIdentity(_input: unknown, { accessKeyId }: QueryCaller) {
        const role = iam.roleOf(accessKeyId);
        const Arn = role
          ? `arn:aws:sts::${account}:assumed-role/${role.name}/local`
          : `arn:aws:iam::${account}:user/local`;
        return { Account: account, Arn, UserId: 'AIDALOCAL' };
      },
      AssumeRole({ RoleArn = '', RoleSessionName = '' }: { RoleArn?: string; RoleSessionName?: string }) {
        const { accessKeyId, secretAccessKey, sessionToken } = iam.assume(RoleArn);
        const { name } = iam.findRole(RoleArn);
        return {
          Credentials: {
            AccessKeyId: accessKeyId,
            SecretAccessKey: secretAccessKey,
            SessionToken: sessionToken,
            Expiration: new Date(Date.now() + 3_600_000),
          },
          AssumedRoleUser: {
            Arn: `arn:aws:sts::${account}:assumed-role/${name}/${RoleSessionName}`,
            AssumedRoleId: `AROALOCAL:${RoleSessionName}`,
          },
        };
      },
    },
  };
}
