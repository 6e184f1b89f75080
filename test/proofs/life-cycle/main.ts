import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, functionNames } from '../../../infra/build/bundle.ts';
import { playLife, synthesiseEarlier } from './play-life.ts';
import { firstFile, steps } from './steps.ts';

/*
 * One tenant's life on the stand-in of AWS: every key of its file on, off and on again, by the real CDK CLI and the commands
 * of docs/changing.md, while log events come four times a second. Exits 1 when an event is lost or a command fails.
 *
 *     npm run prove:life-cycle
 *     npm run prove:life-cycle -- --from COMMIT      a stack of that commit is deployed first, and upgraded
 *     npm run prove:life-cycle -- --only 'https'     the steps whose names match
 */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const option = (name: string) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
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
  mkdirSync(path.join(folder, 'tenants'));
  writeFileSync(path.join(folder, 'tenants/acme.json'), JSON.stringify(firstFile));
  const only = option('--only');
  const from = option('--from');
  const result = await playLife({
    steps: only === undefined ? steps : steps.filter(({ what }) => new RegExp(only).test(what)),
    folder,
    codeRoot,
    ...(from !== undefined && {
      earlier: { what: from, assembly: synthesiseEarlier(root, from, folder) },
    }),
    say,
  });
  say(result);
  process.exitCode = result.lost === 0 && result.faults === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
