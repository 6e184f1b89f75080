import { maxDelayMs } from './chaos-system.ts';
import { allFaults } from './faults/all-faults.ts';
import { killSteps } from './kills/kill-steps.ts';
import { runKills } from './kills/run-kills.ts';
import { runLoad } from './load.ts';
import { type ChaosOptions, chaosHelp, parseChaosOptions } from './options.ts';
import { createChance } from './random.ts';
import { runRotations } from './rotations.ts';
import { startRoundPool } from './round-pool.ts';
import { findBroken, planRounds, runRounds } from './run-chaos.ts';

const { argv, stdout, stderr } = process;
const startedAtMs = Date.now();
const options = parseChaosOptions(argv.slice(2), startedAtMs);

if (options === 'help') stdout.write(chaosHelp);
else if (options.isLoad) {
  const { figures, broken } = await runLoad(options, (line) => stderr.write(`${line}\n`));
  end(figures, broken);
} else if (options.rotations !== undefined) {
  const { figures, broken } = await runRotations(
    { rotations: options.rotations, chance: createChance(options.seed) },
    (line) => stderr.write(`${line}\n`),
  );
  end({ ...figures, seed: options.seed }, broken);
} else await run(options);

async function run({
  events,
  seed,
  kills,
  combinations,
  parallel,
  processes,
  only,
  isKillsOnly,
}: ChaosOptions) {
  stderr.write(`seed ${seed}\n`);
  const rounds = isKillsOnly ? [] : planRounds({ seed, combinations, only });
  const pool = startRoundPool(isKillsOnly ? 0 : processes);
  const summary = await runRounds({
    run: pool.run,
    rounds,
    events,
    seed,
    parallel: isKillsOnly ? 0 : parallel,
    onRound: ({ faults, lost, invalid, duplicates, deadLetters, stuck, maxWaitMs, seconds }, done) => {
      const found = `lost ${lost.length}, repeats ${duplicates}, dead letters ${deadLetters}${stuck > 0 ? `, stuck ${stuck}` : ''}`;
      stderr.write(
        `${done}/${rounds.length} ${faults.join(' + ')}: ${found}, waited ${maxWaitMs} ms, ${seconds.toFixed(1)} s\n`,
      );
      for (const one of lost.slice(0, 5)) stderr.write(`  lost: ${one}\n`);
      for (const one of invalid.slice(0, 5)) stderr.write(`  invalid: ${one}\n`);
    },
  });
  pool.close();
  const killed = await runKills({
    kills,
    chance: createChance(seed),
    onKill: (done) => done % 20 === 0 && stderr.write(`${done}/${kills} processes killed\n`),
  });
  for (const one of killed.lost.slice(0, 5)) stderr.write(`  lost: ${one}\n`);
  for (const one of killed.invalid.slice(0, 5)) stderr.write(`  invalid: ${one}\n`);

  const total = {
    ...summary,
    events: summary.events + killed.events,
    records: summary.records + killed.records,
    recordsValidated: summary.recordsValidated + killed.recordsValidated,
    invalid: summary.invalid + killed.invalid.length,
    lost: summary.lost + killed.lost.length,
    duplicates: summary.duplicates + killed.duplicates,
    duplicatesWithOtherUid: summary.duplicatesWithOtherUid + killed.duplicatesWithOtherUid.length,
    deadLetters: summary.deadLetters + killed.deadLetters,
    altered: summary.altered + killed.altered.length,
    canaries: summary.canaries + killed.canaries.length,
  };
  const faults =
    (isKillsOnly ? 0 : allFaults.filter(({ name }) => name.includes(only)).length) + killed.steps;
  const figures = {
    ...total,
    promisedWaitMs: maxDelayMs,
    faults,
    kills: killed.kills,
    killsMissed: killed.missedSteps.length,
    killSteps: killSteps.length,
    seed,
  };
  const broken = findBroken(total);
  if (killed.kills < kills) {
    broken.push(`${killed.kills} of ${kills} kills came in the middle of a batch: the machine is too busy`);
  }
  end(figures, broken);
}

function end(figures: object, broken: readonly string[]): void {
  for (const line of broken) stderr.write(`broken: ${line}\n`);
  stdout.write(
    `${JSON.stringify({ ...figures, seconds: Math.round((Date.now() - startedAtMs) / 1_000) })}\n`,
  );
  process.exit(broken.length > 0 ? 1 : 0);
}
