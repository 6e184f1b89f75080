import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { buildCli } from '../../support/build-cli.ts';

const built = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
const main = [buildCli(built)];
afterAll(() => rmSync(built, { recursive: true }));

describe('the cli process', () => {
  it('stops quietly when nobody reads its output any more', async () => {
    const child = spawn(process.execPath, [...main, 'enrich'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    child.stdin.on('error', () => undefined);
    const line = `${JSON.stringify({ type: 's', log_id: 'L', details: { text: 'x'.repeat(1_000) } })}\n`;
    let count = 0;
    const feed = setInterval(() => child.stdin.write(line.replace('"L"', `"L${(count += 1)}"`).repeat(1)), 1);

    child.stdout.once('data', () => child.stdout.destroy());
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    clearInterval(feed);

    expect(errors.join('')).toBe('');
    expect(exitCode).toBe(0);
  });

  it('says what it has to say first, and no advice of the SDK before it', async () => {
    const env = { PATH: process.env['PATH'], HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: 'true' };
    const child = spawn(process.execPath, [...main, 'session', 'one', '--tenant', 'acme'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));

    const exitCode = await new Promise((resolve) => child.once('close', resolve));

    expect(errors.join('')).toBe(
      'error: no AWS Region is set; set AWS_REGION, or AWS_PROFILE to a profile that has one\n',
    );
    expect(exitCode).toBe(2);
  });

  it('fails when its output does not hold everything, as on a full disk', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
    const output = path.join(folder, 'records.ndjson');
    // The largest file allowed stands for the disk: a write is cut short there, and only the next one fails.
    const script = 'output=$1; shift; ulimit -f 1; exec "$@" > "$output"';
    const child = spawn('sh', ['-c', script, 'sh', output, process.execPath, ...main, 'enrich'], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    child.stdin.end(['L1', 'L2', 'L3'].map((id) => `{"type":"s","log_id":"${id}"}\n`).join(''));

    const exitCode = await new Promise((resolve) => child.once('close', resolve));

    const bytes = statSync(output).size;
    rmSync(folder, { recursive: true });
    expect(errors.join('')).toBe('error: cannot write the output: EFBIG\n');
    expect(exitCode).toBe(2);
    expect(bytes).toBeGreaterThan(0);
  });

  it('leaves no file behind that does not hold everything', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
    const script = 'ulimit -f 1; exec "$@"';
    const output = path.join(folder, 'records.ndjson');
    const args = [process.execPath, ...main, 'enrich', '--output', output];
    const child = spawn('sh', ['-c', script, 'sh', ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    child.stdin.end(['L1', 'L2', 'L3'].map((id) => `{"type":"s","log_id":"${id}"}\n`).join(''));

    const exitCode = await new Promise((resolve) => child.once('close', resolve));

    const left = readdirSync(folder);
    rmSync(folder, { recursive: true });
    expect(errors.join('')).toBe('error: cannot write the output: EFBIG\n');
    expect(exitCode).toBe(2);
    expect(left).toEqual([]);
  });

  it('exits 2 with one line for a wrong option', async () => {
    const child = spawn(process.execPath, [...main, 'enrich', '--format', 'xml'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));

    const exitCode = await new Promise((resolve) => child.once('close', resolve));

    expect(exitCode).toBe(2);
    expect(errors.join('').split('\n')[0]).toBe('error: --format must be one of ocsf, ecs, raw, got "xml"');
  });

  it('says what is wrong and nothing else, whatever the AWS SDK thinks of this Node', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
    const child = spawn(process.execPath, [...main, 'redrive', 'acme'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: home },
    });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));

    const exitCode = await new Promise((resolve) => child.once('close', resolve));

    rmSync(home, { recursive: true });
    expect(errors.join('')).toBe(
      'error: no AWS Region is set; set AWS_REGION, or AWS_PROFILE to a profile that has one\n',
    );
    expect(exitCode).toBe(2);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves no half file behind at %s', async (signal) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
    const output = path.join(folder, 'records.ndjson');
    const child = spawn(process.execPath, [...main, 'enrich', '--output', output], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.write('{"type":"s","log_id":"L1"}\n{"type":"s","log_id":"L2"}\n');
    while (readdirSync(folder).length === 0) await delay(20);

    child.kill(signal);
    const endedBy = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));

    const left = readdirSync(folder);
    rmSync(folder, { recursive: true });
    expect(endedBy).toBe(signal);
    expect(left).toEqual([]);
  });
});
