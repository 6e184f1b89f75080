import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Destination } from '../destination/destination.ts';
import { createLineDestination } from '../destination/line-destination.ts';
import { type LocalSystem, startLocalSystem } from './local-system.ts';
import { plans, toWorkers } from '../session/budget-plan.ts';
import { createPlayground } from './playground/create-playground.ts';
import { createScenarios } from './playground/scenarios.ts';
import { playgroundSignals } from './playground/signal-stories.ts';
import { createTrialLookUp } from './playground/trial-look-up.ts';
import type { LogStreamSender } from './log-stream-sender.ts';
import { createRecordWatch } from './record-watch.ts';
import { type SampleTraffic, loadSampleTraffic, toStories } from './sample-traffic.ts';
import type { StartOptions } from './start-options.ts';
import { toTerminalLine } from '../cli/terminal/terminal-line.ts';
import { createTrafficPlayer } from './traffic-player.ts';

export interface StartTerminal {
  /** A terminal (`isTTY`) gets a readable line a record, everything else JSON. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
  /** Whether a terminal is shown colours. @default false */
  readonly isColoured?: boolean;
  /** Fires when it is time to stop, for example at Ctrl-C. */
  readonly signal: AbortSignal;
  /** How long the samples may take to become records. @default 60000 */
  readonly limitMs?: number;
}

const storyPauseMs = 10_000;

/**
 * `npm start`: plays the sample log events through the local system, then further ones until it is stopped.
 *
 * Resolves with the exit code: 1 when an event did not become a record in time. Rejects with PortBusyError.
 */
export async function start(options: StartOptions, terminal: StartTerminal): Promise<number> {
  const { stdout, stderr, signal, limitMs = 60_000, isColoured = false } = terminal;
  const isReadable = stdout.isTTY === true && !options.isJson;
  const say = (line: string) => void stderr.write(`${line}\n`);
  const traffic = loadSampleTraffic();
  const { workers, perWorker: budget } = toWorkers(plans.enterprise);
  const statuses = new Map<string, number>();
  const records = createRecordWatch();
  const stopping = new AbortController();
  // Nobody reads any more (`npm start | head`): that is no fault, but there is nothing left to do.
  stdout.once('error', () => stopping.abort());
  const stop = AbortSignal.any([signal, stopping.signal]);

  const { format, ocsfVersion } = options;
  const playground = createPlayground({
    budget: { ratePerSecond: budget.ratePerSecond * workers, burst: budget.burst * workers },
    records: { format, ocsfVersion, signals: playgroundSignals },
    now: Date.now,
  });
  const destination = isReadable ? onScreen : createLineDestination({ stream: stdout });
  const system = await startLocalSystem({
    port: options.port,
    auth0Port: options.auth0Port,
    onEmitted(emitted) {
      for (const row of playground.onEmitted(emitted)) {
        if (isReadable)
          stdout.write(
            `${toTerminalLine(row, { isColoured, columns: stdout.columns, formatTime: toClock })}\n`,
          );
      }
    },
    onLookUp: playground.onLookUp,
    routes({ simulator, createSender }) {
      let sender: LogStreamSender | undefined;
      const openSender = () => (sender ??= createSender());
      return playground.createRoutes({
        scenarios: createScenarios({ traffic, simulator, openSender, now: Date.now, random: Math.random }),
        lookUp: createTrialLookUp((sessionId) => simulator.findSession(sessionId), Date.now),
      });
    },
    settings: { format, ocsfVersion, signals: playgroundSignals },
    destinations: [records.watch(destination)],
    onBatch(result) {
      for (const [status, count] of Object.entries(result.statuses)) {
        statuses.set(status, (statuses.get(status) ?? 0) + count);
      }
    },
    reportFault: (error) => say(`fault: ${error instanceof Error ? error.name : 'unknown'}`),
  });

  try {
    const logIds = traffic.elements.map((element) => String(element['log_id']));
    for (const line of toWelcome(system, traffic, options, isReadable)) say(line);
    const { simulator } = system;
    const player = createTrafficPlayer({
      simulator,
      sender: system.createSender(),
      now: Date.now,
      random: Math.random,
    });

    await untilStopped(player.play(traffic), stop);
    const missing = await records.waitFor(logIds, limitMs, stop);
    if (stop.aborted) return 0;
    if (missing.length > 0) {
      say(
        `error: ${missing.length} of ${logIds.length} log events became no record in ${limitMs / 1_000} s:`,
      );
      for (const logId of missing) say(`  ${logId}`);
      return 1;
    }
    // The last batch is counted when its messages are gone, a moment after its records.
    for (let tries = 0; system.queue.size > 0 && tries < 500; tries += 1) await delay(10);
    const counts = [...statuses].map(([status, count]) => `${count} ${status}`);
    say(`${logIds.length} log events became records: ${counts.join(', ')}`);
    if (options.isOnce) return 0;

    say(
      `A further story is played every ${storyPauseMs / 1_000} s. Ctrl-C stops. Look at it: ${system.url}/`,
    );
    const stories = [...toStories(traffic)];
    for (let index = 0; ; index += 1) {
      await delay(storyPauseMs, undefined, { signal: stop }).catch(() => undefined);
      const story = stories[index % stories.length];
      if (stop.aborted || !story) return 0;
      const count = await untilStopped(player.playAnew(story[1]), stop);
      if (count !== undefined)
        say(`played ${story[0]}: ${count} ${count === 1 ? 'log event' : 'log events'}`);
    }
  } finally {
    playground.close();
    await system.close();
  }
}

/** What a person reads is written when it has left the pipeline; the record itself goes nowhere then. */
const onScreen: Destination = { name: 'screen', deliver: async () => [] };

/** Undefined when it is time to stop first; what is under way may then fail as it likes. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let onAbort: (() => void) | undefined;
  const stopped = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
    work.catch(() => undefined);
  }
}

function toWelcome(
  { url, webhookUrl, auth0Url, authorization }: LocalSystem,
  { elements, sessions }: SampleTraffic,
  { format, ocsfVersion, isOnce }: StartOptions,
  isReadable: boolean,
): string[] {
  const form = format === 'ocsf' ? `OCSF ${ocsfVersion}` : format === 'ecs' ? 'ECS' : 'raw';
  const ownEvent = JSON.stringify({ session_id: sessions[0]?.id, ip: '203.0.113.7' });
  return [
    ...(isOnce ? [] : [`Open ${url}/`]),
    'session-enricher on this machine only: no AWS, no Auth0, no network.',
    `  webhook    ${webhookUrl}  (Authorization: ${authorization})`,
    `  on demand  POST ${url}/enrich, GET ${url}/sessions/{id}`,
    `  Auth0      ${auth0Url}  (simulated: 16 requests/s for the tenant, burst 50; a token with all scopes: GET ${auth0Url}/credentials)`,
    `${elements.length} sample log events go through the webhook; ${isReadable ? 'a line a record' : `${form} records`} on standard output${isReadable ? ' (--json: the records)' : ', one per line'}.`,
    ...(isOnce
      ? []
      : [
          'Send an event of your own:',
          `  curl -H 'Authorization: ${authorization}' -d '${ownEvent}' ${webhookUrl}`,
        ]),
  ];
}

function toClock(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString('en-GB', { hour12: false });
}
