import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../../infra/build/bundle.ts';
import { startSandbox } from '../../support/lambda-sandbox.ts';
import { findCanaries } from '../canaries.ts';
import { judgeRecords, type RecordsVerdict } from '../judge-records.ts';
import { createLedger, type Verdict } from '../ledger.ts';
import type { Chance } from '../random.ts';
import { createTraffic } from '../traffic.ts';
import { isOfLookUpQueue, isOfLookUps, isOfMarks, type KillStep, killSteps } from './kill-steps.ts';
import { startKillWorld } from './kill-world.ts';

export interface KillsResult extends Verdict, RecordsVerdict {
  /** In the middle of a batch. */
  readonly kills: number;
  /** Kills that came too late, as the batch was done, and do not count. */
  readonly missedSteps: readonly KillStep[];
  readonly steps: number;
  /** What nobody is to find in the ledger's table, found there. */
  readonly canaries: readonly string[];
}

const entry = fileURLToPath(new URL('../../../functions/enrich/handler.ts', import.meta.url));
/** Of an invocation; look-ups end five seconds before it does. */
const timeoutMs = 12_000;
const shortTimeoutMs = 1_500;
/** On a machine that is too busy for it: in vain as often as not is tried, and then said. */
const attemptsPerKill = 2;

/**
 * Kills the real bundle, in a process of its own, with SIGKILL at one step of a batch after the other; what the queue
 * gives out again a new process finishes.
 */
export async function runKills(options: {
  readonly kills: number;
  readonly chance: Chance;
  /** @default all, one after the other */
  readonly steps?: readonly KillStep[];
  readonly onKill?: (done: number) => void;
}): Promise<KillsResult> {
  const { kills, chance, steps: ordered = killSteps, onKill } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'chaos-enrich-'));
  const { file } = await bundle({ entry, outdir: path.join(folder, 'enrich') });
  const ledger = createLedger();
  const traffic = createTraffic(chance, 8);
  const world = await startKillWorld();
  let killed = 0;
  let attempts = 0;
  const missedSteps: KillStep[] = [];
  const stepOf = (attempt: number) => ordered[attempt % ordered.length]!;
  const start = (attempt: number) => {
    const step = stepOf(attempt);
    const isShort = step === 'the invocation has run out of time';
    // Every second one: with it the next one finds marks that nobody takes back.
    const ordinary = attempt % 2 === 1 || isOfMarks(step) ? world.markingEnv : world.env;
    const env = isOfLookUpQueue(step) ? { ...ordinary, ...world.shortBudget } : ordinary;
    return startSandbox({ bundle: file, env, timeoutMs: isShort ? shortTimeoutMs : timeoutMs });
  };

  try {
    let next = start(0);
    for (; killed < kills && attempts < attemptsPerKill * kills; attempts += 1) {
      const sandbox = await next;
      // Half of them worth asking for where the step is about that: no answer at hand serves them.
      const isWorthy = isOfLookUps(stepOf(attempts));
      const sent = Array.from({ length: 24 }, (_, index) =>
        isWorthy ? traffic.toEvent(index % 2 === 1) : traffic.toEvent(),
      );
      for (const { text } of sent) world.add(text);
      ledger.acknowledge(sent);
      // The next one starts meanwhile: most of the time goes into starting.
      next = start(attempts + 1);
      const isDone = await world.invokeAndKill(sandbox, stepOf(attempts), chance);
      await sandbox.kill();
      if (isDone) {
        missedSteps.push(stepOf(attempts));
        continue;
      }
      killed += 1;
      onKill?.(killed);
    }
    await (await next).kill();
    const sandbox = await startSandbox({ bundle: file, env: world.markingEnv, timeoutMs });
    await world.finish(sandbox);
    await sandbox.stop();
    const delivered = world.delivered();
    const verdict = ledger.judge(delivered, world.deadLetters());
    const records = await judgeRecords(delivered, 'ocsf 1.8.0');
    const steps = Math.min(attempts, ordered.length);
    const canaries = findCanaries(world.ledgerItems());
    return { ...verdict, ...records, canaries, kills: killed, missedSteps, steps };
  } finally {
    await world.close();
    await rm(folder, { recursive: true });
  }
}
