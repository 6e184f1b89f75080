import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import { useAwsStandIn } from '../../../support/cli/aws-environment.ts';
import { runCommand } from '../../../support/cli/run-command.ts';

const useAws = useAwsStandIn();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const secret = (name: string) => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: { Name: `session-enricher/acme/${name}` },
  DeletionPolicy: 'RetainExceptOnCreate',
});
const bus = (policy: object) => ({
  Type: 'AWS::Events::EventBus',
  Properties: { Name: 'source' },
  ...policy,
});

/** `after` is the new template, `before` what comes in on standard input. */
async function changes(after: object, before: object | string, ...args: readonly string[]) {
  const file = path.join(folder, 'template.json');
  writeFileSync(file, JSON.stringify({ Resources: after }));
  const input = typeof before === 'string' ? before : JSON.stringify({ Resources: before });
  return runCommand(commands, ['tenant', 'changes', 'acme', '--template', file, ...args], { input });
}

describe('cli tenant changes', () => {
  it('says what would be lost, and ends with 1', async () => {
    const { exitCode, stdout, stderr } = await changes({}, { Bus: bus({}) });

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^stop {2}the bus source is deleted, with what is in it\n {6}deploy this version with /,
    );
    expect(stderr).toBe('1 to look at, 1 that would lose something\n');
  });

  it('says what stays behind, as JSON where that is asked for', async () => {
    const kept = bus({ DeletionPolicy: 'Retain' });

    const { exitCode, stdout } = await changes({}, { Bus: kept }, '--json');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ kind: 'stays', urgency: 'look', name: 'source', logicalId: 'Bus' }),
    ]);
  });

  it('writes the mapping of what is there already, and of nothing else', async () => {
    const arn = useAws().secrets.create('session-enricher/acme/privacy-key', 'value');
    useAws().queues.create('session-enricher-acme-look-ups');
    useAws().buses.create('source');
    const file = path.join(folder, 'kept.json');
    const after = {
      Key: secret('privacy-key'),
      Other: secret('auth0-client'),
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'session-enricher-acme-look-ups' } },
      Absent: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'session-enricher-acme-absent' } },
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'absent' } },
      Stream: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: { DeliveryStreamName: 'absent' } },
      Bus: bus({}),
    };

    const { exitCode, stderr } = await changes(after, '', '--mapping', file);

    expect(exitCode).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      Key: { Id: arn },
      Queue: { QueueUrl: expect.stringMatching(/session-enricher-acme-look-ups$/) },
      Bus: { Name: 'source' },
    });
    expect(stderr).toContain('3 of what is new to the stack is there already');
  });

  it('reads the text that get-template answers for a template that was text', async () => {
    const { stderr } = await changes({}, JSON.stringify(JSON.stringify({ Resources: {} })));

    expect(stderr).toBe('0 to look at, 0 that would lose something\n');
  });

  it('tells when AWS cannot be asked', async () => {
    const takeBack = useAws().inject({ on: 'secretsmanager', fault: { kind: 'denied' } });

    const { exitCode, stderr } = await changes(
      { Key: secret('privacy-key') },
      '',
      '--mapping',
      path.join(folder, 'kept.json'),
    );

    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/cannot ask AWS what is there: AccessDeniedException/);
    takeBack();
  });

  it.each<[what: string, args: readonly string[], message: RegExp]>([
    ['no tenant', [], /expected one TENANT/],
    ['no template', ['acme', '--template', 'absent.json'], /there is no template absent\.json/],
    [
      'no deployed file',
      ['acme', '--template', 'package.json', '--deployed', 'absent.json'],
      /there is no file/,
    ],
    ['what is no template', ['acme', '--template', 'README.md'], /README\.md is no template in JSON/],
  ])('refuses %s', async (_what, args, message) => {
    const { exitCode, stderr } = await runCommand(commands, ['tenant', 'changes', ...args], { input: '' });

    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(message);
  });
});
