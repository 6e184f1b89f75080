import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle, functionNames } from '../../../infra/build/bundle.ts';
import { startMiniStack, version } from '../ministack/ministack-server.ts';
import { miniStackFile, miniStackSteps } from './ministack-steps.ts';
import { startMiniStackWorld } from './ministack-world.ts';
import { playLife, type PlayOptions } from './play-life.ts';
import { startStandInWorld } from './stand-in-world.ts';
import { firstFile, steps } from './steps.ts';
import { synthesiseEarlier } from './synthesise-earlier.ts';

/*
 * One tenant's life: every key of its file on, off and on again, by the real CDK CLI and the commands of docs/changing.md,
 * while log events come four times a second. Exits 1 when an event is lost or a command fails.
 *
 *     npm run prove:life-cycle                       on our own stand-in of AWS
 *     npm run prove:life-cycle -- --on ministack     what MiniStack, an emulator by others, models of it; needs PyPI
 *     npm run prove:life-cycle -- --from COMMIT      a stack of that commit is deployed first, and upgraded
 *     npm run prove:life-cycle -- --only 'https'     the steps whose names match
 */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { on, from, only } = parseArgs({
  options: {
    on: { type: 'string', default: 'stand-in' },
    from: { type: 'string' },
    only: { type: 'string', default: '' },
  },
}).values;
process.env['CDK_VALIDATION'] = 'false';
const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);
const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-life-'));
try {
  const codeRoot = path.join(folder, 'dist');
  await Promise.all(
    functionNames.map((name) =>
      bundle({
        entry: path.join(root, 'functions', name, 'handler.ts'),
        outdir: path.join(codeRoot, name),
      }),
    ),
  );
  if (on === 'ministack') await playOnMiniStack(codeRoot);
  else if (on === 'stand-in') await playOnStandIn(codeRoot);
  else throw new Error(`--on ${on}: expected stand-in or ministack`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function playOnStandIn(codeRoot: string): Promise<void> {
  const earlier = from !== undefined && {
    earlier: { what: from, assembly: synthesiseEarlier(root, from, folder, firstFile) },
  };
  const world = await startStandInWorld();
  try {
    await play({ world, steps, folder, codeRoot, say, ...earlier });
  } finally {
    await world.close();
  }
}

async function playOnMiniStack(codeRoot: string): Promise<void> {
  if (from !== undefined) throw new Error('--from is played on the stand-in alone');
  const server = await startMiniStack(folder);
  if ('why' in server) return say({ skipped: server.why });
  say({ emulator: `ministack ${version}` });
  try {
    const world = await startMiniStackWorld(server, { folder, codeRoot });
    try {
      await play({ world, steps: miniStackSteps, file: miniStackFile, folder, codeRoot, say });
    } finally {
      await world.close();
    }
  } finally {
    await server.stop();
  }
}

async function play(options: PlayOptions): Promise<void> {
  const chosen = options.steps.filter(({ what }) => new RegExp(only).test(what));
  const result = await playLife({ ...options, steps: chosen });
  say(result);
  const isWell = result.lost === 0 && result.faults === 0 && result.played === result.steps;
  process.exitCode = isWell ? 0 : 1;
}
