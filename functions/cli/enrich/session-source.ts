import { readFile } from 'node:fs/promises';
import type { SecretReader } from '../../secret/secret-reader.ts';
import { createFetchModes } from '../../enrich/look-up-modes.ts';
import { createMemoryLedger } from '../../enrich/memory-ledger.ts';
import type { LookUpStage } from '../../enrich/look-up/look-up-stage.ts';
import { createPlainStage } from '../../enrich/look-up/plain-stage.ts';
import type { LookUpMode } from '../../log-event/look-up-mode.ts';
import type { LookUpSession } from '../../session/session-outcome.ts';
import { findAwsAccess } from '../aws/aws-access.ts';
import type { Terminal } from '../terminal/command.ts';
import { toLookUpBudget } from './look-up-budget.ts';
import { InputError, UsageError, toInputError } from '../terminal/user-error.ts';
import { isSafeUrl } from '../../secret/safe-url.ts';

/** The options of a command that say where sessions come from. */
export interface SessionSourceOptions {
  readonly sessions?: string | undefined;
  readonly auth0BaseUrl?: string | undefined;
  readonly tokenSecret?: string | undefined;
  readonly requestsPerSecond: number;
  /** Of the tenant file. */
  readonly lookUps: Readonly<Record<string, LookUpMode>>;
}

/**
 * Chooses where sessions come from: Auth0, a file of sessions, or log events alone. What the events tell stays in this
 * process.
 */
export async function openSessionSource(
  options: SessionSourceOptions,
  { env, now }: Pick<Terminal, 'env' | 'now'>,
): Promise<LookUpStage> {
  const modeOf = createFetchModes(options.lookUps);
  // A command has room, and a file may have thousands of sessions at a time.
  const memory = createMemoryLedger({ now, mostInUse: 5_000 });
  const toPlain = (lookUp: LookUpSession) => createPlainStage({ ...memory, lookUp, modeOf });
  const { sessions, auth0BaseUrl, tokenSecret, requestsPerSecond } = options;
  if (sessions !== undefined && auth0BaseUrl !== undefined) {
    throw new UsageError(
      '--sessions and --auth0-base-url exclude each other: sessions come from one of them',
    );
  }
  if (sessions !== undefined) return toPlain(await openFile(sessions));
  if (auth0BaseUrl === undefined) {
    if (tokenSecret !== undefined)
      throw new UsageError('--token-secret is of use only with --auth0-base-url');
    return toPlain(async () => ({ status: 'skipped', reason: 'no_session_source' }));
  }

  const { createPatientStage } = await import('../../enrich/look-up/patient-stage.ts');
  return createPatientStage({
    baseUrl: parseBaseUrl('--auth0-base-url', auth0BaseUrl),
    token: await openToken(tokenSecret, env),
    budget: toLookUpBudget(requestsPerSecond),
    waitMs: longestWaitMs,
    modeOf,
    memory,
  });
}

/** Long enough for every event under way to get its turn, also at the slowest rate. */
export const longestWaitMs = 900_000;

async function openFile(path: string): Promise<LookUpSession> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw toInputError(`--sessions ${path}`, error);
  });
  let sessions: unknown;
  try {
    sessions = JSON.parse(text);
  } catch (error) {
    throw new InputError(
      `cannot read --sessions ${path}: expected a JSON array of sessions, it is not JSON`,
      {
        cause: error,
      },
    );
  }
  const { createFileLookUp } = await import('../../session/file-look-up.ts');
  try {
    return createFileLookUp(sessions);
  } catch (error) {
    throw new InputError(`cannot read --sessions ${path}: ${String(Object(error).message)}`, {
      cause: error,
    });
  }
}

/** A Management API token: from Secrets Manager when a secret is named, else from `AUTH0_TOKEN`. */
export async function openToken(
  tokenSecret: string | undefined,
  env: Terminal['env'],
): Promise<SecretReader> {
  const { parseTokenValue } = await import('../../secret/token-value.ts');
  if (tokenSecret !== undefined) return openSecret('--token-secret', tokenSecret);
  const text = env['AUTH0_TOKEN'];
  if (text === undefined || text.trim() === '') {
    throw new UsageError(
      '--auth0-base-url needs a Management API token: set AUTH0_TOKEN, or name its secret with --token-secret',
    );
  }
  let token: string;
  try {
    token = parseTokenValue(text, 'AUTH0_TOKEN');
  } catch (error) {
    throw new UsageError(
      'AUTH0_TOKEN is no Management API token: expected the bare token, without "Bearer"',
      {
        cause: error,
      },
    );
  }
  return { read: async () => token, reload: async () => token };
}

/** A secret of AWS Secrets Manager that an option names, read once already. Rejects with UsageError or InputError. */
export async function openSecret(option: string, secretId: string): Promise<SecretReader> {
  if (secretId.trim() === '') throw new UsageError(`${option} must be the name or ARN of a secret, got ""`);
  const { openSecretsClient } = await import('../aws/clients.ts');
  const { createSecretsManagerReader } = await import('../../secret/secrets-manager-reader.ts');
  const client = openSecretsClient();
  const { region } = await findAwsAccess(client);
  const reader = createSecretsManagerReader({ secretId, client });
  await reader.read().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : `the secret ${secretId} cannot be read`;
    throw new InputError(
      `${reason}; it was looked for in ${region} with the AWS credentials of your environment`,
      {
        cause: error,
      },
    );
  });
  return reader;
}

/** An origin without a path; plain http only for loopback, for the token goes with every request. */
export function parseBaseUrl(option: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isBare = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (url && isSafeUrl(url) && isBare) return url.origin;
  throw new UsageError(
    `${option} must be https://<domain> without a path (http only for loopback), got ${JSON.stringify(value)}`,
  );
}
