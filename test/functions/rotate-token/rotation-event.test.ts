import { describe, expect, it } from '@jest/globals';
import { parseRotationEvent } from '../../../functions/rotate-token/rotation-event.ts';

const event = { Step: 'testSecret', SecretId: 'arn', ClientRequestToken: 'v1', RotationToken: 'r' };

describe('parseRotationEvent', () => {
  it('reads what Secrets Manager sends', () => {
    expect(parseRotationEvent(event)).toEqual({ step: 'testSecret', secretId: 'arn', versionId: 'v1' });
  });

  it.each([
    [
      { ...event, Step: 'deleteSecret' },
      'unknown Step; allowed are createSecret, setSecret, testSecret, finishSecret',
    ],
    [{}, 'unknown Step'],
    [undefined, 'unknown Step'],
    [{ ...event, SecretId: '' }, 'SecretId is missing'],
    [{ ...event, ClientRequestToken: 5 }, 'ClientRequestToken is missing'],
  ])('refuses %j', (other, message) => {
    expect(() => parseRotationEvent(other)).toThrow(message);
  });
});
