import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../../functions/queue/queue-client.ts';

describe('unavailable', () => {
  it.each<[what: string, error: unknown, code: string]>([
    [
      'the system’s code where nobody answers',
      Object.assign(new Error('getaddrinfo ENOTFOUND sqs'), { code: 'ENOTFOUND' }),
      'ENOTFOUND',
    ],
    [
      'the name that SQS gives',
      Object.assign(new Error('it quotes'), { name: 'QueueDoesNotExist', code: 'x' }),
      'QueueDoesNotExist',
    ],
    ['nothing of what is no error', undefined, 'unknown'],
  ])('carries %s', async (_what, error, code) => {
    const read = async () => unavailable(error);

    await expect(read()).rejects.toMatchObject({ code });
  });
});
