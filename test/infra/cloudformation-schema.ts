import type { Template } from 'aws-cdk-lib/assertions';
import { findPropertyFaults } from '../support/aws/cloudformation/resource-schema.ts';
import { resourcesOf } from './read-template.ts';

/** What CloudFormation's published resource schemas say against a template: a line each, with the path. */
export function findSchemaFaults(template: Template): string[] {
  return Object.entries(resourcesOf(template)).flatMap(([logicalId, { Type, Properties }]) =>
    findPropertyFaults(Type, Properties, logicalId),
  );
}
