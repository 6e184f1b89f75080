import { describe, expect, it } from '@jest/globals';
import { BucketDestination } from '../../../infra/constructs/bucket-destination.ts';

// S3 refuses a lifecycle whose transition is no earlier than its end, and says so in the middle of a deployment.
describe('the lifecycle of a bucket', () => {
  it.each<[options: ConstructorParameters<typeof BucketDestination>[0], refused: string | undefined]>([
    [{ expireAfterDays: 60, infrequentAccessAfterDays: 59 }, undefined],
    [
      { expireAfterDays: 60, infrequentAccessAfterDays: 60 },
      'infrequentAccessAfterDays must be less than expireAfterDays 60, got 60',
    ],
    [{ infrequentAccessAfterDays: 399 }, undefined],
    [
      { infrequentAccessAfterDays: 400 },
      'infrequentAccessAfterDays must be less than expireAfterDays 400, got 400',
    ],
    [{ expireAfterDays: 'never', infrequentAccessAfterDays: 4_000 }, undefined],
    [{ expireAfterDays: 1, infrequentAccessAfterDays: 'never' }, undefined],
  ])('%j: %p', (options, refused) => {
    const create = () => new BucketDestination(options);

    if (refused === undefined) expect(create).not.toThrow();
    else expect(create).toThrow(refused);
  });
});
