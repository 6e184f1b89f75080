import { Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/** How functions run, the same for all of one enricher. */
export interface FunctionRuntime {
  /** Whether AWS X-Ray keeps traces: which function ran when, for how long. Nothing of an event is in them. */
  readonly isTraced?: boolean | undefined;
  /** Subnets with a way to Auth0, the destinations and the APIs of AWS. */
  readonly vpc?: FunctionSubnets | undefined;
}

/** By ID, so that nothing is looked up in the account. */
export interface FunctionSubnets {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** What Lambda does with network interfaces in the name of the function's role; EC2 knows no narrower resource for it. */
const interfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

export function placeInSubnets(service: LambdaFunction, role: Role, vpc: FunctionSubnets): void {
  const resource = service.node.defaultChild as CfnFunction;
  resource.vpcConfig = { subnetIds: [...vpc.subnetIds], securityGroupIds: [...vpc.securityGroupIds] };
  const { policyDependable } = role.addToPrincipalPolicy(
    new PolicyStatement({ actions: interfaceActions, resources: ['*'] }),
  );
  // Lambda tries the role when the function is made.
  if (policyDependable) service.node.addDependency(policyDependable);
}

export function acknowledgeWildcards(role: Role): void {
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Traces, and network interfaces that do not exist yet, have no resource that a policy could name.',
  });
}
