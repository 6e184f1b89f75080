import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { commands } from '../../../functions/cli/commands.ts';
import type { SecurityRecord } from '../../../functions/record/record.ts';
import { type LocalSystem, startLocalSystem } from '../../../functions/local/local-system.ts';
import { bodyFormats } from '../../../functions/local/log-stream-sender.ts';
import { loadSampleTraffic } from '../../../functions/local/sample-traffic.ts';
import { createTrafficPlayer } from '../../../functions/local/traffic-player.ts';
import { runCommand } from '../../support/cli/run-command.ts';

const running: LocalSystem[] = [];
afterEach(async () => {
  for (const system of running.splice(0)) await system.close();
});

/** Delivers nothing again because the machine is busy, where each record is counted. */
const patientQueue = { visibilityTimeoutMs: 600_000 };

async function startSystem(options: Partial<Parameters<typeof startLocalSystem>[0]> = {}) {
  const records: SecurityRecord[] = [];
  const faults: unknown[] = [];
  const system = await startLocalSystem({
    destinations: [
      {
        name: 'memory',
        deliver: async (delivered) => {
          records.push(...delivered);
          return [];
        },
      },
    ],
    reportFault: (error) => faults.push(error),
    ...options,
  });
  running.push(system);
  const untilEmpty = async () => {
    while (system.queue.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { system, records, faults, untilEmpty };
}

function post(system: LocalSystem, body: string, headers: Record<string, string> = {}) {
  return fetch(system.webhookUrl, {
    method: 'POST',
    body,
    headers: { authorization: system.authorization, ...headers },
  });
}

describe('startLocalSystem', () => {
  it.each(bodyFormats)('makes 1,000 records of a 2 MiB body of 1,000 events in %s', async (format) => {
    const { system, records, untilEmpty } = await startSystem({ queue: patientQueue });
    const elements = Array.from({ length: 1_000 }, (_, index) => ({
      log_id: `L${index}`,
      data: {
        type: 'fp',
        log_id: `L${index}`,
        date: '2026-09-14T08:00:00.000Z',
        details: { text: 'x'.repeat(2_000) },
      },
    }));

    await system.createSender(format, 1_000).send(elements);
    await untilEmpty();

    expect(new Set(records.map(({ uid }) => uid)).size).toBe(1_000);
    expect(records).toHaveLength(1_000);
    expect(system.queue.deadLetters).toEqual([]);
  });

  it('plays the samples to one record each, with sessions from the simulated Auth0', async () => {
    const { system, records, faults, untilEmpty } = await startSystem({
      settings: { format: 'raw' },
      queue: patientQueue,
    });
    const traffic = loadSampleTraffic();
    const { simulator } = system;

    await createTrafficPlayer({
      simulator,
      sender: system.createSender(),
      now: Date.now,
      random: Math.random,
    }).play(traffic);
    await untilEmpty();

    const hijack = records.filter(({ line }) => line.includes('"network_and_client_changed":true'));
    expect(records.map(({ uid }) => uid).toSorted()).toEqual(
      traffic.elements.map((element) => String(element['log_id'])).toSorted(),
    );
    expect(hijack.length).toBeGreaterThan(0);
    expect(simulator.counts.token).toEqual(new Map([[200, 1]]));
    expect(simulator.counts.sessions.get(429)).toBeUndefined();
    expect(faults).toEqual([]);
  });

  it('gets a new token when Auth0 refuses the one it has', async () => {
    const { system, records, untilEmpty } = await startSystem({
      settings: { format: 'raw' },
      simulator: { sessions: [{ id: 'S1' }, { id: 'S2' }] },
    });

    await post(system, '{"session_id":"S1"}');
    await untilEmpty();
    system.simulator.expireTokens();
    await post(system, '{"session_id":"S2"}');
    await untilEmpty();

    expect(records.map(({ line }) => line.includes('"status":"enriched"'))).toEqual([true, true]);
    expect(system.simulator.counts.token).toEqual(new Map([[200, 2]]));
  });

  it('makes a record of every event while Auth0 is down', async () => {
    const { system, records, untilEmpty } = await startSystem({
      settings: { format: 'raw' },
      lookUpWaitMs: 500,
    });
    system.simulator.inject({ kind: 'status', status: 503 });

    await post(system, '{"session_id":"S1"}\n{"type":"s","log_id":"L1","details":{"session_id":"S2"}}');
    await untilEmpty();

    expect(records).toHaveLength(2);
    expect(records.filter(({ line }) => line.includes('"status":"enriched"'))).toEqual([]);
  });

  it('delivers again what a destination refused', async () => {
    let attempts = 0;
    const { system, untilEmpty } = await startSystem({
      queue: { visibilityTimeoutMs: 20 },
      destinations: [
        {
          name: 'moody',
          deliver: async (records) => {
            attempts += 1;
            return attempts < 3 ? records.map(({ uid }) => ({ recordUid: uid, code: 'refused' })) : [];
          },
        },
      ],
    });

    await post(system, '{"type":"fp","log_id":"L1"}');
    await untilEmpty();

    expect(attempts).toBe(3);
    expect(system.queue.deadLetters).toEqual([]);
  });

  it('keeps what is no event among the dead letters, and says so', async () => {
    const { system, records, untilEmpty } = await startSystem();

    const response = await post(system, '{"type":"fp","log_id":"L1"}\nno event\n');
    await untilEmpty();

    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ accepted: 1, rejected: [{ position: 2 }] });
    expect(system.queue.deadLetters).toMatchObject([{ body: 'no event' }]);
    expect(records).toHaveLength(1);
  });

  it('answers on demand, without emitting', async () => {
    const { system, records } = await startSystem({
      simulator: { sessions: [{ id: 'S1', user_id: 'auth0|1' }] },
    });

    const session = await fetch(`${system.url}/sessions/S1`);
    const enriched = await fetch(`${system.url}/enrich`, { method: 'POST', body: '{"session_id":"S1"}' });

    expect(await session.json()).toMatchObject({ status: 'enriched', session: { id: 'S1' } });
    expect(await enriched.json()).toMatchObject({ records: { length: 1 }, rejected: [] });
    expect(records).toEqual([]);
  });

  it.each<[what: string, headers: Record<string, string>, status: number]>([
    ['an unknown sender', { authorization: 'guess' }, 401],
    ['a foreign page', { origin: 'https://elsewhere.example.com' }, 403],
    ['a page on another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
  ])('answers %s', async (_what, headers, status) => {
    const { system } = await startSystem();

    expect((await post(system, '{"type":"fp","log_id":"L1"}', headers)).status).toBe(status);
  });

  it('answers a page of its own', async () => {
    const { system } = await startSystem();

    expect((await post(system, '{"type":"fp","log_id":"L1"}', { origin: system.url })).status).toBe(202);
  });

  it('hands out a token with every scope on request, so that a backfill can be tried', async () => {
    const { system, untilEmpty } = await startSystem();
    const player = createTrafficPlayer({
      simulator: system.simulator,
      sender: system.createSender(),
      now: Date.now,
      random: Math.random,
    });
    await player.playAnew(loadSampleTraffic());
    await untilEmpty();
    const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
    const credentials = await (await fetch(`${system.auth0Url}/credentials`)).text();
    const args = [
      '--auth0-base-url',
      system.auth0Url,
      '--from',
      new Date(Date.now() - 3_600_000).toISOString(),
    ];

    const { exitCode, stdout, stderr } = await runCommand(
      commands,
      ['backfill', ...args, '--to-records', '--state', path.join(folder, 'state.json')],
      { env: { AUTH0_TOKEN: credentials } },
    );
    const foreign = await fetch(`${system.auth0Url}/credentials`, {
      headers: { origin: 'http://evil.example' },
    });
    rmSync(folder, { recursive: true });

    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/\d+ events fetched/),
    });
    expect(stdout.trim().split('\n').length).toBeGreaterThan(30);
    expect(stdout).toContain('"status":"enriched"');
    expect(foreign.status).toBe(403);
  });

  it('refuses a name that was pointed at this machine', async () => {
    const { system } = await startSystem();
    const { request } = await import('node:http');

    const status = await new Promise((resolve) => {
      request(`${system.url}/health`, { headers: { host: 'elsewhere.example.com' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });

    expect(status).toBe(403);
  });

  it('listens on 127.0.0.1 and on no other address of this machine', async () => {
    const { system } = await startSystem();
    // All of 127/8 is this machine's on Linux, so that a server that listens everywhere answers there.
    const others = Object.values(networkInterfaces()).flatMap(
      (all) => all?.map(({ address }) => address) ?? [],
    );
    const addresses = ['127.0.0.2', '::1', ...others].filter((address) => address !== '127.0.0.1');

    for (const url of [system.url, system.auth0Url]) {
      const port = Number(new URL(url).port);
      expect(await isOpen('127.0.0.1', port)).toBe(true);
      const open = await Promise.all(addresses.map((address) => isOpen(address, port)));
      expect(addresses.filter((_address, index) => open[index])).toEqual([]);
    }
  });
});

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
