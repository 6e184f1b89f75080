import { type Clock, timeIsUp, waitUntil } from './clock.ts';

/** Where the Management API token comes from. Both reject when there is no usable value. */
export interface TokenSource {
  /** The token at hand. */
  read(): Promise<string>;
  /** The token as it is stored now. */
  reload(): Promise<string>;
}

export type TokenState =
  | { readonly token: string }
  /** `token_unavailable`: it could not be read. `token_refused`: Auth0 has just refused it. */
  | { readonly reason: 'token_unavailable' | 'token_refused' };

export interface TokenSupply {
  /** Never rejects. */
  get(): Promise<TokenState>;
  /** Auth0 refused this token. True when another one is at hand, so that trying once more makes sense. */
  renew(refused: string): Promise<boolean>;
  /** Auth0 refused this token too: nobody uses it for a while. */
  giveUp(refused: string): void;
}

export interface TokenSupplyOptions {
  readonly source: TokenSource;
  readonly clock: Clock;
  /** For how long a refused token is not tried again. @default 30_000 */
  readonly refusedForMs?: number;
  /** For how long a failure to read counts, so that not every event asks again. @default 500 */
  readonly failedForMs?: number;
  /** A token that takes longer to be read counts as one that cannot be read, until it is there. @default 1_000 */
  readonly longestReadMs?: number;
}

/** One token for all look-ups: a refusal met by many of them costs one reload. */
export function createTokenSupply(options: TokenSupplyOptions): TokenSupply {
  const { source, clock, refusedForMs = 30_000, failedForMs = 500, longestReadMs = 1_000 } = options;
  let latest: string | undefined;
  let refused: { readonly token: string; readonly untilMs: number } | undefined;
  let failedUntilMs = -Infinity;
  let reloading: Promise<string | undefined> | undefined;

  async function take(reading: Promise<string>): Promise<string | undefined> {
    try {
      const token = await waitUntil(clock, clock.now() + longestReadMs, reading);
      // The reading goes on, and the next one may have its value.
      if (token === timeIsUp) throw new Error('the token takes too long to be read');
      latest = token;
      failedUntilMs = -Infinity;
      return latest;
    } catch {
      // The reader's own error names the secret and is reported where it is made.
      failedUntilMs = clock.now() + failedForMs;
      return undefined;
    }
  }

  function isRefused(token: string): boolean {
    return refused?.token === token && clock.now() < refused.untilMs;
  }

  function giveUp(token: string): void {
    refused = { token, untilMs: clock.now() + refusedForMs };
  }

  return {
    async get() {
      if (clock.now() < failedUntilMs) return { reason: 'token_unavailable' };
      const token = await (reloading ?? take(source.read()));
      if (token === undefined) return { reason: 'token_unavailable' };
      return isRefused(token) ? { reason: 'token_refused' } : { token };
    },

    async renew(token) {
      if (isRefused(token)) return false;
      if (latest !== undefined && latest !== token) return true; // somebody else has renewed it meanwhile
      reloading ??= take(source.reload()).finally(() => {
        reloading = undefined;
      });
      const renewed = await reloading;
      if (renewed !== undefined && renewed !== token) return true;
      giveUp(token);
      return false;
    },

    giveUp,
  };
}
