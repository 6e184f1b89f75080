import { randomBytes } from 'node:crypto';
import { AwsError } from '../aws/aws-error.ts';
import { account } from '../aws/wire.ts';
import { type Access, isAllowed, type PolicyDocument, type Statement } from './policy.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  /** By the name of the policy. */
  readonly policies: Map<string, PolicyDocument>;
}

/** Roles, who may take them on, and what their credentials allow. */
export interface Iam {
  createRole(name: string, trust: PolicyDocument, inline: ReadonlyMap<string, PolicyDocument>): Role;
  findRole(nameOrArn: string): Role;
  deleteRole(name: string): void;
  /** Credentials for a service that runs under the role; throws when the role does not trust it. */
  lend(roleArn: string, service: string): Credentials;
  /** Credentials for somebody of the account; throws when there is no such role, or it does not trust the account. */
  assume(roleArn: string): Credentials;
  /** Undefined for credentials that were not lent here: those of the account's owner. */
  roleOf(accessKeyId: string): Role | undefined;
  /** The refusal for a service's role whose policies do not allow the action on each of the resources. */
  denialOf(
    accessKeyId: string,
    action: string,
    resources: readonly string[],
    context?: Access['context'],
  ): AwsError | undefined;
}

export function createIam(): Iam {
  const roles = new Map<string, Role>();
  const lent = new Map<string, { readonly role: Role; readonly isChecked: boolean }>();

  function findRole(nameOrArn: string): Role {
    const role = roles.get(nameOrArn.split('/').at(-1) ?? '');
    if (role) return role;
    throw new AwsError('NoSuchEntity', `the role ${nameOrArn} cannot be found`, { status: 404 });
  }

  function issue(role: Role, isChecked: boolean): Credentials {
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    lent.set(accessKeyId, { role, isChecked });
    return {
      accessKeyId,
      secretAccessKey: randomBytes(20).toString('hex'),
      sessionToken: randomBytes(20).toString('hex'),
    };
  }

  return {
    createRole(name, trust, inline) {
      if (roles.has(name))
        throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`);
      const role = { name, arn: `arn:aws:iam::${account}:role/${name}`, trust, policies: new Map(inline) };
      roles.set(name, role);
      return role;
    },
    findRole,
    deleteRole: (name) => roles.delete(name),
    lend(roleArn, service) {
      const role = findRole(roleArn);
      if (!trusts(role, 'Service', service)) {
        throw new AwsError(
          'InvalidParameterValueException',
          `The role ${role.name} cannot be assumed by ${service}.`,
        );
      }
      return issue(role, true);
    },
    assume(roleArn) {
      const role = roles.get(roleArn.split('/').at(-1) ?? '');
      if (role && trusts(role, 'AWS', account)) return issue(role, false);
      const message = `User: arn:aws:iam::${account}:user/local is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      throw new AwsError('AccessDenied', message, { status: 403 });
    },
    roleOf: (accessKeyId) => lent.get(accessKeyId)?.role,
    denialOf(accessKeyId, action, resources, context) {
      const { role, isChecked } = lent.get(accessKeyId) ?? {};
      if (!role || !isChecked) return undefined;
      const statements = [...role.policies.values()].flatMap((policy) => statementsOf(policy));
      const refused = resources.find(
        (resource) => !isAllowed(statements, { action, resource, ...(context && { context }) }),
      );
      if (refused === undefined) return undefined;
      const who = `arn:aws:sts::${account}:assumed-role/${role.name}/local`;
      const message = `User: ${who} is not authorized to perform: ${action} on resource: ${refused} because no identity-based policy allows the ${action} action`;
      return new AwsError('AccessDeniedException', message);
    },
  };
}

function trusts({ trust }: Role, kind: 'AWS' | 'Service', who: string): boolean {
  return statementsOf(trust).some(({ Effect, Action, Principal }) => {
    if (Effect !== 'Allow' || ![Action].flat().includes('sts:AssumeRole')) return false;
    const principals = typeof Principal === 'object' ? [Principal[kind] ?? []].flat() : [];
    return principals.some((one) => one === who || one === `arn:aws:iam::${who}:root`);
  });
}

const statementsOf = ({ Statement: statements }: PolicyDocument): readonly Statement[] => [statements].flat();
