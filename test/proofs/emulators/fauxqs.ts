import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Emulator, startEmulator, type Unavailable } from './emulator.ts';

/** MIT. An SQS by others, which runs on Node 20. */
export const fauxqsVersion = '1.9.2';

/** Its command listens on every address; the app that it exports can be told where. */
const serverText = `import { buildApp } from 'fauxqs';
await buildApp({ logger: false }).listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
`;

export async function startFauxqs(folder: string): Promise<Emulator | Unavailable> {
  const file = path.join(folder, 'fauxqs.mjs');
  writeFileSync(path.join(folder, 'package.json'), '{}\n');
  writeFileSync(file, serverText);
  const args = `install --silent --no-audit --no-fund --ignore-scripts fauxqs@${fauxqsVersion}`.split(' ');
  const installed = spawnSync('npm', args, { cwd: folder, timeout: 300_000 });
  if (installed.status !== 0) return { why: `npm did not install fauxqs ${fauxqsVersion}` };
  return startEmulator('fauxqs', (port) => [process.execPath, file, String(port)], folder);
}
