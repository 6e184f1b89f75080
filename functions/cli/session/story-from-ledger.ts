import { sessionCodec } from '../../enrich/memory-ledger.ts';
import { createSessionLedger } from '../../ledger/create-session-ledger.ts';
import { createDynamoDbTable } from '../../ledger/dynamodb-table.ts';
import type { FactorStep } from '../../ledger/fact.ts';
import type { SessionView } from '../../ledger/session-view.ts';
import { createTableItemStore } from '../../ledger/table-item-store.ts';
import { toProgramWords } from '../../record/explain/program-words.ts';
import { toFactors } from '../../record/explain/session-words.ts';
import { type Story, tellStory } from '../../record/explain/story.ts';
import type { StoryEvent } from '../../record/explain/story-event.ts';
import { loadSecret } from '../../secret/load-secret.ts';
import { createCircuitBreaker } from '../../session/circuit-breaker.ts';
import { systemClock } from '../../session/clock.ts';
import { findAwsAccess } from '../aws/aws-access.ts';
import { openLedgerClient, openSecretsClient } from '../aws/clients.ts';
import type { Terminal } from '../terminal/command.ts';
import { InputError } from '../terminal/user-error.ts';
import { toTenantNames } from '../tenant/tenant-names.ts';
import { blankEvent } from './blank-event.ts';
import { toSessionEvents } from './story-from-auth0.ts';

/**
 * What the table of a tenant's stack remembers of a session: what log events told, and what Auth0 last said. Writes
 * nothing. Rejects with UsageError or InputError.
 */
export async function tellFromLedger(
  sessionId: string,
  tenant: string,
  { now }: Pick<Terminal, 'now'>,
): Promise<{ readonly source: string; readonly story: Story | undefined }> {
  const names = toTenantNames(tenant);
  const secrets = openSecretsClient();
  const { region } = await findAwsAccess(secrets);
  const where = `in ${region} with the AWS credentials of your environment`;
  const [current, previous] = await Promise.all([
    loadSecret(secrets, names.ledgerKey, 'AWSCURRENT').catch((error: unknown) => {
      throw new InputError(
        `${error instanceof Error ? error.message : 'no key'}; it was looked for ${where}`,
        {
          cause: error,
        },
      );
    }),
    // Before the first rotation there is none.
    loadSecret(secrets, names.ledgerKey, 'AWSPREVIOUS').catch(() => undefined),
  ]);
  const failures: string[] = [];
  const table = createDynamoDbTable({
    tableName: names.ledgerTable,
    client: openLedgerClient(),
    breaker: createCircuitBreaker({ clock: systemClock, random: Math.random }),
    now,
    onFailure: (code) => failures.push(code),
  });
  const ledger = createSessionLedger({
    table: createTableItemStore(table),
    secrets: { current, previous },
    codec: sessionCodec,
    now,
  });
  const entry = (await ledger.add([{ sessionId, facts: [] }])).get(sessionId);
  if (entry?.source !== 'table') {
    throw new InputError(
      `cannot read the table ${names.ledgerTable}: ${failures[0] ?? 'unknown'}; it was looked for ${where}`,
    );
  }
  const source = `told by the ledger of ${tenant}`;
  const { view, answer } = entry;
  const found = answer?.found?.session;
  const told = toLedgerEvents(sessionId, view);
  const isSeen = told.some(({ address }) => address !== '');
  // Auth0's own account of a place says less than the events do, and its ends are of use beside them.
  const auth0 = found === undefined ? [] : toSessionEvents(sessionId, found);
  const events = [...told, ...auth0.filter(({ address }) => !isSeen || address === '')]
    .map((event) => ({ ...event, coverage: found === undefined ? 'observed' : 'api' }) as const)
    .toSorted((one, other) => one.timeMs - other.timeMs);
  return { source, story: events.length === 0 ? undefined : tellStory(events, toFactors(found)) };
}

const sightingWords = {
  beginning: 'Login, with which the session began',
  use: 'In use',
  other: 'Seen',
} as const;
const endWords = {
  logout: 'Logout',
  revoked: 'Revoked by an Action',
  api: 'Ended through the Management API',
};
const stepWords: Readonly<Record<FactorStep['step'], string>> = {
  push: 'Push sent',
  rejected: 'Second factor rejected by the user',
  failed: 'Second factor failed',
  passed: 'Second factor passed',
  recovered: 'Recovery code used',
  enrolled: 'Second factor enrolled',
  removed: 'Second factor removed',
};

/** The facts of a session as events; what Auth0 is asked to say of them is not among them. */
export function toLedgerEvents(sessionId: string, view: SessionView): readonly StoryEvent[] {
  const { sightings, agents, clients, methods, ends, delegations, exchanges, factors, fullSinceMs } = view;
  const toProgram = (agent: string | undefined) => {
    const text = agent === undefined ? undefined : agents.get(agent);
    return toProgramWords(text)?.label ?? text?.slice(0, 40) ?? '';
  };
  const say = (timeMs: number, words: string, more: Partial<StoryEvent> = {}): StoryEvent => ({
    ...blankEvent,
    sessionId,
    timeMs,
    event: { ...blankEvent.event, words },
    ...more,
  });
  return [
    ...sightings.map(({ kind, atMs, ip = '', agent, place = '', isDoubted }) =>
      say(atMs, isDoubted ? `${sightingWords[kind]}; Auth0 was in doubt` : sightingWords[kind], {
        address: ip,
        network: ip,
        place,
        program: toProgram(agent),
      }),
    ),
    ...clients.map(({ atMs, clientId }) =>
      say(atMs, 'Application used for the first time', { application: clientId }),
    ),
    ...methods.map(({ atMs, name, type }) =>
      say(atMs, `Completed ${type === undefined ? name : `${name} by ${type}`}`),
    ),
    ...ends.map(({ atMs, by }) => say(atMs, endWords[by])),
    ...delegations.map(({ atMs }) => say(atMs, 'Somebody acts as the user')),
    ...exchanges.map(({ atMs }) => say(atMs, 'Refresh token exchanged, first of its kind')),
    ...factors.map(({ atMs, step, type }) =>
      say(atMs, type === undefined ? stepWords[step] : `${stepWords[step]}: ${type}`),
    ),
    ...(fullSinceMs === undefined ? [] : [say(fullSinceMs, 'From here on there was no room for more')]),
  ].toSorted((one, other) => one.timeMs - other.timeMs);
}
