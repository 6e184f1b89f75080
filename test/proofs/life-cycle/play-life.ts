import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { setTimeout as wait } from 'node:timers/promises';
import { addTenants, quickAppProps } from '../../../infra/tenants-app.ts';
import { parseTenant } from '../../../infra/tenant/tenant-config.ts';
import { createDeeds } from './deeds.ts';
import { createOperator, type Deployment } from './operator.ts';
import { type File, hasNewCollector, type Reach, toReach, toWay } from './reach.ts';
import { createSettling } from './settling.ts';
import { type Deed, firstFile, type Step } from './steps.ts';
import { startTraffic } from './traffic.ts';
import { session, type World } from './world.ts';

/** Longer than what an invocation did not finish is hidden: six minutes. */
const longMs = 420_000;

export interface PlayOptions {
  readonly world: World;
  readonly steps: readonly Step[];
  readonly folder: string;
  readonly codeRoot: string;
  /** Of the tenant file before the first step. */
  readonly file?: File;
  /** An earlier state of the stack, already synthesised, that the first step upgrades. */
  readonly earlier?: { readonly what: string; readonly assembly: string };
  readonly say: (line: object) => void;
}

export interface PlayResult {
  /** How many of them ended as the guide says, the first deployment included. */
  readonly played: number;
  readonly steps: number;
  readonly sent: number;
  readonly lost: number;
  readonly faults: number;
}

/** Plays the steps, one after the other, while events come; what was lost is told after each of them, and at the end. */
export async function playLife({
  world,
  steps,
  folder,
  codeRoot,
  file: fileOfBefore = firstFile,
  earlier,
  say,
}: PlayOptions): Promise<PlayResult> {
  const operator = createOperator({ world, folder });
  const traffic = startTraffic({ sessionId: session.id, send: world.send });
  const mustReach = new Map<number, Reach>();
  const settling = createSettling({ world, traffic, mustReach });
  const deeds = createDeeds({
    world,
    operator,
    async drain() {
      traffic.setWay('none');
      return settling.settle(longMs);
    },
  });
  let [played, faults] = [0, 0];
  const report = (step: string, deployment: Deployment, more: object = {}) => {
    if (deployment.ok) played += 1;
    else faults += 1;
    say({ step, ...deployment, ...more });
  };

  const synthesise = (file: File, index: number) => {
    const outdir = path.join(folder, `step-${index}`);
    const app = new App({ ...quickAppProps, outdir });
    const tenants = [parseTenant('acme', JSON.stringify(file))];
    addTenants({ app, tenants, codeRoot, hasTemplateRules: false });
    app.synth();
    world.fit(outdir);
    return outdir;
  };

  try {
    let file = fileOfBefore;
    let isSplunkUp = true;
    let assembly = earlier?.assembly ?? synthesise(file, 0);
    mustReach.set(0, toReach(file, file));
    const { exitCode, output } = await operator.bootstrap(assembly);
    if (exitCode !== 0) throw new Error(`cdk bootstrap ended with ${exitCode}: ${output.slice(-500)}`);
    const first = await operator.deploy(assembly);
    report(earlier === undefined ? 'a first deployment' : `a first deployment of ${earlier.what}`, first);
    if (!first.ok) return { played, steps: steps.length + 1, sent: 0, lost: 0, faults };
    await world.deployed();
    await deeds['fill in the application and rotate']();
    traffic.setWay(toWay(file, file));
    await wait(2_000);

    for (const [position, step] of steps.entries()) {
      const index = position + 1;
      const before = file;
      file = withoutUndefined({ ...file, ...step.file });
      mustReach.set(index, toReach(before, file));
      traffic.setStep(index);
      const troubles: string[] = [];
      const doDeeds = async (list: readonly Deed[] = []) => {
        for (const deed of list) {
          const trouble = await deeds[deed]();
          if (trouble !== undefined) troubles.push(trouble);
        }
      };
      const isAway = step.isDestroyed === true || (await world.outputs()) === undefined;
      traffic.setWay(isAway ? 'none' : toWay(before, file));
      if (step.isSplunkUp !== undefined) {
        ({ isSplunkUp } = step);
        world.setCollector(isSplunkUp);
      }
      const stepStartedMs = performance.now();
      await doDeeds(step.before);
      if (step.isDestroyed !== true) assembly = synthesise(file, index);
      const deployment = step.isDestroyed
        ? await operator.destroy(assembly)
        : await operator.deploy(assembly);
      if (deployment.ok && step.isDestroyed !== true) {
        await world.deployed();
        traffic.setWay(toWay(file, file));
        if (hasNewCollector(before, file)) await doDeeds(['fill in the collector’s token']);
        await doDeeds(step.after);
      }
      await wait(1_000);
      const waiting = isSplunkUp && step.isDestroyed !== true ? await settling.settle(10_000) : undefined;
      report(
        step.what,
        { ...deployment, ok: deployment.ok && troubles.length === 0 },
        {
          sent: traffic.sent.length,
          ...(waiting !== undefined && { waiting }),
          ...(troubles.length > 0 && { troubles }),
          seconds: Math.round((performance.now() - stepStartedMs) / 1_000),
        },
      );
      if (!deployment.ok) break;
    }
    traffic.setWay('none');
    const lost = await settling.settle(longMs);
    return { played, steps: steps.length + 1, sent: traffic.sent.length, lost, faults };
  } finally {
    await traffic.stop();
    operator.close();
  }
}

const withoutUndefined = (file: File): File =>
  Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));
