import type { Story } from '../../record/explain/story.ts';
import { type Command, exitCodes, type Terminal } from '../terminal/command.ts';
import { parseOptions } from '../terminal/parse-options.ts';
import { UsageError } from '../terminal/user-error.ts';
import { type ToldStory, toStoryText } from './story-text.ts';

const help = `Tells the story of a session: all its events on one time line, and what changed between them.

Usage: npm run --silent cli -- session SESSION_ID [FILE|FOLDER…] [options]

Where it is told from is one of three: log events in files and folders (- is standard input), with what a file of
sessions or Auth0 says of it; the ledger of a tenant's stack, which remembers what events told; or Auth0 alone. An ID
that begins with a hyphen goes after all options, behind --.

Log events
  FILE|FOLDER…                  in any shape that Auth0 sends or stores; gzipped or not
  --user                        SESSION_ID is a user's ID: the story of all their sessions
  --sessions FILE               a JSON array of sessions
Ledger
  --tenant TENANT               the tenant whose table and secret ledger-key are read, with the AWS credentials of your
                                environment. Addresses, programs and factors are there, and no risk and no names of
                                users and applications
Auth0
  --auth0-base-url URL          for example https://acme.eu.auth0.com, with the token in AUTH0_TOKEN (scope
                                read:sessions)
  --token-secret ID             take the token from this secret of AWS Secrets Manager instead
Output
  --json                        the story as one JSON object

Exit code: 0 told; 1 nothing is known of it; 2 wrong options, or a source that is out of reach.

Examples
  npm run --silent cli -- session Xy7sfGhQbYXK exports/2026-11-22/ --sessions sessions.json
  npm run --silent cli -- session --sessions sessions.json -- -Y7sfGhQbYXK events.ndjson
  npm run --silent cli -- session 'auth0|65f0c1' events.ndjson.gz --user
  npm run --silent cli -- session Xy7sfGhQbYXK --tenant acme
  AUTH0_TOKEN=… npm run --silent cli -- session Xy7sfGhQbYXK --auth0-base-url https://acme.eu.auth0.com
`;

const optionSpecs = {
  user: { type: 'boolean', default: false },
  sessions: { type: 'string' },
  tenant: { type: 'string' },
  'auth0-base-url': { type: 'string' },
  'token-secret': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parseOptions<typeof optionSpecs>>['values'];

export const sessionCommand: Command = { help, run };

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const [id, ...files] = positionals;
  if (id === undefined || id === '') throw new UsageError('expected the ID of a session');
  const { stdout, stderr, env } = terminal;
  const { source, story } = await tell(id, files, values, terminal);
  const isJudged = files.length > 0;
  if (values.json) {
    stdout.write(`${JSON.stringify({ [values.user ? 'userId' : 'sessionId']: id, source, ...story })}\n`);
  } else if (story !== undefined) {
    const isColoured = stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '';
    stdout.write(
      toStoryText(
        `${values.user ? 'User' : 'Session'} ${id}`,
        { source, story, isJudged },
        {
          isColoured,
          columns: stdout.columns,
        },
      ),
    );
  }
  if (story !== undefined) return exitCodes.done;
  stderr.write(`nothing is known of it: ${source}\n`);
  return exitCodes.unusable;
}

/** `story` is absent where nothing is known of it; `source` then says where it was looked for. */
type Told = Omit<ToldStory, 'story' | 'isJudged'> & { readonly story: Story | undefined };

async function tell(id: string, files: readonly string[], values: Values, terminal: Terminal): Promise<Told> {
  const { tenant, sessions, 'auth0-base-url': auth0BaseUrl, 'token-secret': tokenSecret } = values;
  if (tenant !== undefined) {
    const other = [...files, sessions, auth0BaseUrl, tokenSecret].find((one) => one !== undefined);
    if (other !== undefined || values.user) {
      throw new UsageError('--tenant reads the ledger, and goes with no file and no other source');
    }
    const { tellFromLedger } = await import('./story-from-ledger.ts');
    return tellFromLedger(id, tenant, terminal);
  }
  if (files.length > 0) {
    const { tellFromEvents } = await import('./story-from-events.ts');
    return tellFromEvents({ id, isUser: values.user, files, sessions, auth0BaseUrl, tokenSecret }, terminal);
  }
  if (values.user) throw new UsageError('--user needs files of log events');
  if (auth0BaseUrl === undefined && sessions === undefined) {
    throw new UsageError(
      'expected files of log events, --tenant for its ledger, or --auth0-base-url or --sessions for what Auth0 says alone',
    );
  }
  const { tellFromAuth0 } = await import('./story-from-auth0.ts');
  return tellFromAuth0(id, { sessions, auth0BaseUrl, tokenSecret }, terminal);
}
