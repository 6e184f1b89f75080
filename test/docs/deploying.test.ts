import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const guide = readFileSync(new URL('../../docs/deploying.md', import.meta.url), 'utf8');

/** The commands of the guide's code block that has the text, without their indentation. */
function readCommands(text: string): string {
  const blocks = [...guide.matchAll(/^ *```sh\n(.*?)\n *```$/gms)].map(([, block = '']) => block);
  return blocks.find((block) => block.includes(text)) ?? '';
}

/** Answers as the AWS CLI does once it has applied the queries: identifiers of stacks, then what each has left. */
const fakeAws = `#!/bin/sh
case "$*" in
  *list-stacks*) cat stacks.txt ;;
  *"--stack-name newest "*) ;;
  *"--stack-name refused "*) printf 'Bucket\\tAWS::S3::Bucket\\trefused-bucket\\n' ;;
  *"--stack-name removed "*) printf '%s\\t%s\\t%s\\n' \\
    Queue AWS::SQS::Queue https://sqs/1/session-enricher-acme-log-events Secret AWS::SecretsManager::Secret arn:secret \\
    Bucket AWS::S3::Bucket kept-bucket Table AWS::DynamoDB::Table kept-table ;;
  *) printf 'Queue\\tAWS::SQS::Queue\\thttps://sqs/1/session-enricher-acme-log-events-older\\n' ;;
esac
`;

describe('taking back what a removed tenant has left (docs/deploying.md)', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
    mkdirSync(path.join(folder, 'bin'));
    writeFileSync(path.join(folder, 'bin/aws'), fakeAws, { mode: 0o755 });
    writeFileSync(path.join(folder, 'bin/npx'), '#!/bin/sh\n', { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function follow(stacks: readonly string[]): unknown {
    writeFileSync(path.join(folder, 'stacks.txt'), `${stacks.join('\t')}\n`);
    const { status, stderr } = spawnSync('sh', ['-c', readCommands('kept.json')], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(readFileSync(path.join(folder, 'kept.json'), 'utf8'));
  }

  it('passes over stacks of a diff and of a refused deployment', () => {
    expect(follow(['newest', 'refused', 'removed', 'older'])).toEqual({
      Queue: { QueueUrl: 'https://sqs/1/session-enricher-acme-log-events' },
      Secret: { Id: 'arn:secret' },
      Bucket: { BucketName: 'kept-bucket' },
      Table: { TableName: 'kept-table' },
    });
  });

  it('takes nothing where nothing is known', () => {
    expect(follow(['newest', 'refused'])).toEqual({});
  });
});
