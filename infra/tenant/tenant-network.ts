import { list, object, text } from './tenant-fields.ts';

/** Where the functions stand, when not in Lambda's own network. */
export const vpcSchema = object({
  subnetIds: list(text(/^subnet-[0-9a-f]{8,17}$/, 'the ID of a subnet such as subnet-0123456789abcdef0'), 16)
    .min(1, 'at least one subnet')
    .describe('Private ones: with a way to Auth0 and the destinations, and to the APIs of AWS.'),
  securityGroupIds: list(
    text(/^sg-[0-9a-f]{8,17}$/, 'the ID of a security group such as sg-0123456789abcdef0'),
    5,
  )
    .min(1, 'at least one security group')
    .describe('They have to let HTTPS out.'),
}).describe('Puts the functions into subnets of yours; docs/deploying.md says what these need.');
