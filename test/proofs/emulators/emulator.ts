import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '../../support/find-free-port.ts';

/** Something of AWS by others, on 127.0.0.1, for as long as the proof goes on. */
export interface Emulator {
  readonly url: string;
  stop(): Promise<void>;
}

export interface Unavailable {
  readonly why: string;
}

/** Starts a command that listens on the port it is given, and waits until it does. */
export async function startEmulator(
  name: string,
  toCommand: (port: number) => readonly [command: string, ...args: string[]],
  folder: string,
): Promise<Emulator | Unavailable> {
  const port = await findFreePort();
  const [command, ...args] = toCommand(port);
  const child = spawn(command, args, { cwd: folder, stdio: 'ignore' });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async () => {
    end();
    await ended;
    process.off('exit', end);
  };
  if (await isListening(port, child)) return { url: `http://127.0.0.1:${port}`, stop };
  await stop();
  return { why: `${name} did not listen within a minute` };
}

async function isListening(port: number, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 240 && child.exitCode === null; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return true;
    await wait(250);
  }
  return false;
}
