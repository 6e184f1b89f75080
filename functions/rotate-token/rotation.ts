import { InvalidSecretError } from '../secret/errors.ts';
import { isPlaceholder } from '../secret/placeholder.ts';
import type { RequestToken } from './auth0-token.ts';
import type { ClientCredentials } from './client-credentials.ts';
import { RotationError } from './errors.ts';
import { type ManagementToken, neededScope, parseSecretText, toSecretText } from './management-token.ts';
import type { TokenSecret } from './token-secret.ts';
import type { TryToken } from './try-token.ts';

export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type RotationStep = (typeof rotationSteps)[number];

export interface RotationRequest {
  readonly step: RotationStep;
  /** Secrets Manager's `ClientRequestToken`: the ID of the version that is to become current. */
  readonly versionId: string;
  /** Epoch milliseconds by which Auth0 has to have answered. */
  readonly deadlineMs: number;
}

export interface RotationReport {
  /** `kept`: an earlier attempt had done it. */
  readonly outcome: 'created' | 'kept' | 'nothing_to_do' | 'tested' | 'finished';
  /** Faults that do not stop the rotation. */
  readonly warnings: readonly ('token_wider_than_needed' | 'token_lives_too_short')[];
}

export interface RotationOptions {
  readonly secret: TokenSecret;
  readonly loadCredentials: () => Promise<ClientCredentials>;
  readonly requestToken: RequestToken;
  readonly tryToken: TryToken;
  readonly now?: () => number;
}

/**
 * One step of a rotation. Each may come any number of times, and after a crash anywhere; the secret ends the same.
 *
 * A token is tried before it is stored, because a version takes only one value: a token stored without its permission
 * would fail every repetition of the rotation. A stored one that has become useless since loses AWSPENDING, so that
 * the next rotation begins anew. AWSCURRENT moves only onto a token that can still be used.
 */
export function createRotation(options: RotationOptions) {
  const { secret, loadCredentials, requestToken, tryToken, now = Date.now } = options;

  async function createSecret(
    { versionId, deadlineMs }: RotationRequest,
    intervalMs: number | undefined,
  ): Promise<RotationReport> {
    if ((await secret.readPending(versionId)) !== undefined) {
      const stored = await readUsable(versionId);
      if (isHalfSpent(stored, now())) throw await giveUp(versionId, 'is too old');
      return { outcome: 'kept', warnings: [] };
    }
    const token = await getToken(deadlineMs).catch(dropIfToBeMended(versionId));
    const isStored = await secret.putPending(versionId, toSecretText(token));
    // Another attempt of the same rotation may have been faster; its token serves as well.
    if (!isStored) await readUsable(versionId);
    return { outcome: isStored ? 'created' : 'kept', warnings: toWarnings(token, intervalMs) };
  }

  /**
   * Secrets Manager calls this step alone when the rotation is set up, for a version that nobody gave a token: there is
   * nothing to try, and nobody has to be told. In a rotation, finishSecret refuses such a version.
   */
  async function testSecret({ versionId, deadlineMs }: RotationRequest): Promise<RotationReport> {
    const stored = await secret.readPending(versionId);
    if (stored === undefined || isPlaceholder(stored)) return { outcome: 'nothing_to_do', warnings: [] };
    const { accessToken } = await readUsable(versionId);
    await tryToken(accessToken, deadlineMs).catch(dropIfToBeMended(versionId));
    return { outcome: 'tested', warnings: [] };
  }

  async function getToken(deadlineMs: number): Promise<ManagementToken> {
    const token = await requestToken(await loadCredentials(), deadlineMs);
    await tryToken(token.accessToken, deadlineMs);
    return token;
  }

  /**
   * For a failure that somebody has to mend: when they have, they start a rotation, and Secrets Manager refuses one
   * while AWSPENDING stands on a version that is not current.
   */
  function dropIfToBeMended(versionId: string) {
    return async (error: unknown): Promise<never> => {
      const isConfiguration = error instanceof RotationError && error.kind === 'configuration';
      // What to mend is the news, whether or not the label came off.
      if (isConfiguration || error instanceof InvalidSecretError) {
        await secret.dropPending(versionId).catch(() => {});
      }
      throw error;
    };
  }

  async function finishSecret(
    { versionId }: RotationRequest,
    current: string | undefined,
  ): Promise<RotationReport> {
    await readUsable(versionId);
    await secret.makeCurrent(versionId, current);
    return { outcome: 'finished', warnings: [] };
  }

  async function readUsable(versionId: string): Promise<ManagementToken> {
    const stored = await secret.readPending(versionId);
    if (stored === undefined) {
      throw new RotationError('passing', `version ${versionId} has no token pending: start a new rotation`);
    }
    const token = parseSecretText(stored);
    if (token === undefined) throw await giveUp(versionId, 'is none');
    if ((token.expiresAtMs ?? Number.POSITIVE_INFINITY) <= now())
      throw await giveUp(versionId, 'has expired');
    return token;
  }

  async function giveUp(versionId: string, reason: string): Promise<RotationError> {
    await secret.dropPending(versionId);
    return new RotationError(
      'passing',
      `the token of version ${versionId} ${reason}: the next rotation gets one`,
    );
  }

  return async function rotate(request: RotationRequest): Promise<RotationReport> {
    const { current, intervalMs } = await secret.describe();
    if (current === request.versionId) return { outcome: 'kept', warnings: [] };
    switch (request.step) {
      case 'createSecret':
        return createSecret(request, intervalMs);
      case 'setSecret':
        // Auth0 has issued the token, so it knows it.
        return { outcome: 'nothing_to_do', warnings: [] };
      case 'testSecret':
        return testSecret(request);
      case 'finishSecret':
        return finishSecret(request, current);
    }
  };
}

/** Half of the time is what a rotation counts on, so that one of them may fail without an interruption. */
function isHalfSpent({ issuedAtMs, expiresAtMs }: ManagementToken, nowMs: number): boolean {
  if (issuedAtMs === undefined || expiresAtMs === undefined) return false;
  return nowMs >= (issuedAtMs + expiresAtMs) / 2;
}

function toWarnings(token: ManagementToken, intervalMs: number | undefined): RotationReport['warnings'] {
  const { scopes, issuedAtMs, expiresAtMs } = token;
  const isWide = scopes?.some((scope) => scope !== neededScope) === true;
  const lifetimeMs = (expiresAtMs ?? Number.NaN) - (issuedAtMs ?? Number.NaN);
  const isShort = intervalMs !== undefined && lifetimeMs < 2 * intervalMs;
  return [
    ...(isWide ? (['token_wider_than_needed'] as const) : []),
    ...(isShort ? (['token_lives_too_short'] as const) : []),
  ];
}
