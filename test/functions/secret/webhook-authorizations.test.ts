import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidSecretError, SecretUnavailableError } from '../../../functions/secret/errors.ts';
import { createWebhookAuthorizations } from '../../../functions/secret/webhook-authorizations.ts';
import { type SecretsLoopback, startSecretsLoopback } from './secrets-loopback.ts';

let secrets: SecretsLoopback;
beforeEach(async () => {
  secrets = await startSecretsLoopback();
});
afterEach(() => secrets.close());

const prepare = (options = {}) =>
  createWebhookAuthorizations({ client: secrets.client, secretId: 'acme/webhook', ...options });

describe('createWebhookAuthorizations', () => {
  it('gives the current value alone while there is no previous one', async () => {
    secrets.stages.set('AWSCURRENT', 'new\n');
    const loadAuthorizations = prepare();

    await expect(loadAuthorizations()).resolves.toEqual(['new']);
    await expect(loadAuthorizations()).resolves.toEqual(['new']);

    expect(secrets.requests).toHaveLength(2);
  });

  it('gives both values after a rotation', async () => {
    secrets.stages.set('AWSCURRENT', '{"authorization":"new"}');
    secrets.stages.set('AWSPREVIOUS', 'old');

    await expect(prepare()()).resolves.toEqual(['new', 'old']);
  });

  it.each([
    ['the placeholder', 'REPLACE_ME'],
    ['an empty value', ' '],
  ])('never gives %s', async (_what, unusable) => {
    secrets.stages.set('AWSCURRENT', 'new');
    secrets.stages.set('AWSPREVIOUS', unusable);
    await expect(prepare()()).resolves.toEqual(['new']);

    secrets.stages.set('AWSCURRENT', unusable);
    secrets.stages.set('AWSPREVIOUS', 'old');
    await expect(prepare()()).resolves.toEqual(['old']);

    secrets.stages.set('AWSPREVIOUS', unusable);
    await expect(prepare()()).rejects.toBeInstanceOf(InvalidSecretError);
  });

  it('rejects when the secret is missing', async () => {
    await expect(prepare()()).rejects.toBeInstanceOf(SecretUnavailableError);
  });

  it('rejects when only the previous value is out of reach, for its sender would be turned away', async () => {
    secrets.stages.set('AWSCURRENT', 'new');
    secrets.stages.set('AWSPREVIOUS', { status: 500, code: 'InternalServiceError' });

    await expect(prepare()()).rejects.toBeInstanceOf(SecretUnavailableError);
  });

  it('reads afresh for an unknown sender, but not for every one', async () => {
    let nowMs = 0;
    secrets.stages.set('AWSCURRENT', 'one');
    const loadAuthorizations = prepare({ now: () => nowMs });
    await loadAuthorizations();

    secrets.stages.set('AWSCURRENT', 'two');
    await expect(loadAuthorizations({ fresh: true })).resolves.toEqual(['two']);
    secrets.stages.set('AWSCURRENT', 'three');
    await expect(loadAuthorizations({ fresh: true })).resolves.toEqual(['two']);
    nowMs += 10_000;

    await expect(loadAuthorizations({ fresh: true })).resolves.toEqual(['three']);
  });
});
