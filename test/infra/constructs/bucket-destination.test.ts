import { describe, expect, it } from '@jest/globals';
import { BucketDestination } from '../../../infra/constructs/bucket-destination.ts';

// S3 refuses a lifecycle whose transition is no earlier than its end, and says so in the middle of a deployment.
describe('the lifecycle of a bucket', () => {
  it.each<ConstructorParameters<typeof BucketDestination>[0]>([
    { expireAfterDays: 60, infrequentAccessAfterDays: 59 },
    { infrequentAccessAfterDays: 399 },
    { expireAfterDays: 'never', infrequentAccessAfterDays: 4_000 },
    { expireAfterDays: 1, infrequentAccessAfterDays: 'never' },
  ])('may be %j', (options) => {
    expect(() => new BucketDestination(options)).not.toThrow();
  });

  it.each([
    [60, { expireAfterDays: 60, infrequentAccessAfterDays: 60 }],
    [60, { expireAfterDays: 60, infrequentAccessAfterDays: 61 }],
    [400, { infrequentAccessAfterDays: 400 }],
  ])('ends after %i days, so it may not be %j', (days, options) => {
    expect(() => new BucketDestination(options)).toThrow(
      `infrequentAccessAfterDays must be less than expireAfterDays ${days}, got ${options.infrequentAccessAfterDays}`,
    );
  });
});
