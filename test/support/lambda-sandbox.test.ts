import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from './lambda-sandbox.ts';

const source = `
export const echo = async (event) => ({ event, env: process.env.NAME, pid: process.pid });
export const fail = async () => { throw Object.assign(new Error('no'), { name: 'OwnError' }); };
export const hang = async (event) => event.hang ? new Promise((resolve) => setTimeout(resolve, 60_000)) : 'done';
export const exit = async () => process.exit(3);
export const callback = (event, context, callback) => callback(null, 'old');
export const big = async () => 'x'.repeat(6_291_556);
export const log = async () => { console.log('written by the handler'); };
`;

let folder: string;
let bundle: string;
let sandbox: Sandbox | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sandbox-'));
  bundle = path.join(folder, 'index.mjs');
  await writeFile(bundle, source);
  await writeFile(path.join(folder, 'broken.mjs'), `throw new Error('cannot load');`);
  await writeFile(
    path.join(folder, 'slow.mjs'),
    'await new Promise((resolve) => setTimeout(resolve, 60_000));',
  );
});
afterEach(() => sandbox?.stop());
afterAll(() => rm(folder, { recursive: true }));

async function start(handler: string, options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  sandbox = await startSandbox({ bundle, handler, ...options });
  return sandbox;
}

describe('startSandbox', () => {
  it('invokes the handler again and again in one process with the environment given', async () => {
    const running = await start('echo', { env: { NAME: 'value' } });

    const [first, second] = [await running.invoke({ n: 1 }), await running.invoke({ n: 2 })];

    expect(first).toMatchObject({ ok: true, body: { event: { n: 1 }, env: 'value' } });
    expect(second).toMatchObject({ ok: true, body: { event: { n: 2 } } });
    expect((second.body as { pid: number }).pid).toBe((first.body as { pid: number }).pid);
    expect(running.initMs).toBeGreaterThan(0);
  });

  it('lets invocations that come at once wait for each other', async () => {
    const running = await start('echo');

    const results = await Promise.all([1, 2, 3].map((n) => running.invoke({ n })));

    expect(results.map(({ body }) => (body as { event: unknown }).event)).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
  });

  it('gives an error of the handler by its name', async () => {
    const running = await start('fail');

    await expect(running.invoke({})).resolves.toMatchObject({
      ok: false,
      errorType: 'OwnError',
      body: { errorMessage: 'no' },
    });
  });

  it('ends an invocation that takes too long, and the sandbox with it', async () => {
    const running = await start('hang', { timeoutMs: 100 });

    await expect(running.invoke({ hang: true })).resolves.toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
    });
    await running.stop();
    await expect(running.invoke({})).resolves.toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
  });

  it.each(['exit', 'hang'])(
    'fails the invocation when the process ends in the middle of it (%s)',
    async (handler) => {
      const running = await start(handler);

      const result = running.invoke({ hang: true });
      if (handler === 'hang') await running.kill();

      await expect(result).resolves.toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    },
  );

  it('refuses a response over the limit', async () => {
    const running = await start('big');

    await expect(running.invoke({})).resolves.toMatchObject({
      ok: false,
      errorType: 'Function.ResponseSizeTooLarge',
    });
  });

  it('keeps what the function writes', async () => {
    const running = await start('log');

    await running.invoke({});

    expect(running.logs).toContain('written by the handler');
  });

  it('freezes and thaws', async () => {
    const running = await start('echo');

    running.freeze();
    const result = running.invoke({});
    await new Promise((resolve) => setTimeout(resolve, 60));
    running.thaw();

    expect((await result).ms).toBeGreaterThan(50);
  });

  it.each<[when: string, options: Partial<SandboxOptions>, message: string]>([
    ['the module throws', { bundle: 'broken.mjs' }, 'Error: cannot load'],
    ['there is no such module', { bundle: 'missing.mjs' }, 'Runtime.ImportModuleError'],
    ['there is no such export', { handler: 'missing' }, 'Runtime.HandlerNotFound'],
    ['the handler takes a callback', { handler: 'callback' }, 'Runtime.CallbackHandlerDeprecated'],
    ['loading takes too long', { bundle: 'slow.mjs', initTimeoutMs: 500 }, 'Sandbox.InitTimedout'],
    ['node cannot be run', { node: '/no/such/node' }, 'ENOENT'],
  ])('rejects when %s', async (_when, options, message) => {
    const file = path.join(folder, options.bundle ?? 'index.mjs');

    await expect(startSandbox({ ...options, bundle: file })).rejects.toThrow(message);
  });
});
