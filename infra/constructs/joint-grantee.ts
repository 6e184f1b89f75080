import {
  type AddToPrincipalPolicyResult,
  type IGrantable,
  type IPrincipal,
  PrincipalPolicyFragment,
  type PolicyStatement,
} from 'aws-cdk-lib/aws-iam';

/**
 * Several roles that are granted the same: what one may do to a destination, all may. For grants by identity alone, as
 * every destination of ours makes them; none of them is trusted by a resource's own policy.
 */
export class JointGrantee implements IGrantable, IPrincipal {
  readonly assumeRoleAction = 'sts:AssumeRole';
  /** Without it, a grant would be written into the policy of the resource as well. */
  readonly principalAccount: string | undefined;
  readonly #grantees: readonly IGrantable[];

  constructor(grantees: readonly IGrantable[]) {
    this.principalAccount = grantees[0]?.grantPrincipal.principalAccount;
    this.#grantees = grantees;
  }

  get grantPrincipal(): IPrincipal {
    return this;
  }

  /** In the policy of a resource: each of the roles by its ARN. */
  get policyFragment(): PrincipalPolicyFragment {
    const arns = this.#grantees.flatMap(({ grantPrincipal }) => {
      return Object.values(grantPrincipal.policyFragment.principalJson).flat();
    });
    return new PrincipalPolicyFragment({ AWS: arns });
  }

  addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    const [first, ...others] = this.#grantees.map(({ grantPrincipal }) =>
      grantPrincipal.addToPrincipalPolicy(statement.copy()),
    );
    return { ...first, statementAdded: [first, ...others].every((one) => one?.statementAdded === true) };
  }
}
