import type { ResourceTypes } from '../../aws/cloudformation/resource-type.ts';
import { toGeneratedName } from '../../aws/cloudformation/resource-type.ts';
import type { Iam } from '../iam.ts';
import type { PolicyDocument } from '../policy.ts';

interface RoleProperties {
  readonly RoleName?: string;
  readonly AssumeRolePolicyDocument: PolicyDocument;
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: PolicyDocument }[];
}

interface PolicyProperties {
  readonly PolicyName: string;
  readonly PolicyDocument: PolicyDocument;
  readonly Roles?: readonly string[];
}

/** Roles and the policies in them. AWS's own managed policies are taken as they are named, and give nothing here. */
export function roleTypes(iam: Iam): ResourceTypes {
  function attach({ PolicyName, PolicyDocument: document, Roles = [] }: PolicyProperties): void {
    for (const role of Roles) iam.findRole(role).policies.set(PolicyName, document);
  }
  return {
    'AWS::IAM::Role': {
      create(request) {
        const {
          RoleName = toGeneratedName(request),
          AssumeRolePolicyDocument,
          Policies = [],
        } = request.properties as unknown as RoleProperties;
        const inline = new Map(Policies.map((one) => [one.PolicyName, one.PolicyDocument]));
        const { arn } = iam.createRole(RoleName, AssumeRolePolicyDocument, inline);
        return { physicalId: RoleName, attributes: { Arn: arn } };
      },
      update(physicalId) {
        return { physicalId, attributes: { Arn: iam.findRole(physicalId).arn } };
      },
      delete: (physicalId) => iam.deleteRole(physicalId),
    },
    'AWS::IAM::Policy': {
      create({ properties }) {
        const policy = properties as unknown as PolicyProperties;
        attach(policy);
        return { physicalId: policy.PolicyName };
      },
      update(physicalId, { properties }) {
        attach(properties as unknown as PolicyProperties);
        return { physicalId };
      },
      delete(physicalId, { properties }) {
        for (const role of (properties as unknown as PolicyProperties).Roles ?? []) {
          iam.findRole(role).policies.delete(physicalId);
        }
      },
    },
  };
}
