import { parseChoice, parseOptions } from '../cli/terminal/parse-options.ts';
import { UsageError } from '../cli/terminal/user-error.ts';
import { latestOcsfVersion, type OcsfVersion, ocsfVersions } from '../record/ocsf/ocsf-version.ts';
import { type RecordFormat, recordFormats } from '../record/record-format.ts';

export interface StartOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Of the simulated Auth0: the one after. */
  readonly auth0Port: number;
  readonly isOnce: boolean;
  readonly isHelp: boolean;
  /** Records as JSON even on a terminal. */
  readonly isJson: boolean;
  readonly format: RecordFormat;
  readonly ocsfVersion: OcsfVersion;
}

/** `program` is how it is called, such as `npm start --`. */
export const toStartHelp = (
  program: string,
) => `Runs session-enricher on this machine: simulated Auth0, webhook, queue and enricher, on 127.0.0.1 only.

Usage: ${program} [options]

  --once                            play the sample log events once; exit 0 when each has become a record
  --json                            records as JSON lines on a terminal too, where a readable line is the default
  --format ${recordFormats.join('|')}             default: ocsf
  --ocsf-version ${ocsfVersions.join('|')}  default: ${latestOcsfVersion}
  --help

PORT sets the port of webhook and page (default 4000; with --once a free one); the simulated Auth0 has the one after it.
Records go to standard output, one per line, everything for people to standard error. Ctrl-C stops it.

Examples
  ${program.replace(/ --$/, '')}
  PORT=4100 ${program} --format ecs
  ${program} --once > records.ndjson
`;

const optionSpecs = {
  once: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  format: { type: 'string', default: 'ocsf' },
  'ocsf-version': { type: 'string', default: latestOcsfVersion },
} as const;

/** Throws UsageError, which names what is wrong and what is allowed. */
export function parseStartOptions(
  args: readonly string[],
  env: { readonly [name: string]: string | undefined },
): StartOptions {
  const { values, positionals } = parseOptions(args, optionSpecs);
  if (positionals.length > 0) {
    throw new UsageError(`expected options only, got ${JSON.stringify(positionals[0])}`);
  }
  const port = parsePort(env['PORT']) ?? (values.once ? 0 : 4_000);
  return {
    port,
    auth0Port: port === 0 ? 0 : port + 1,
    isOnce: values.once,
    isHelp: values.help,
    isJson: values.json,
    format: parseChoice('--format', values.format, recordFormats),
    ocsfVersion: parseChoice('--ocsf-version', values['ocsf-version'], ocsfVersions),
  };
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_534) return port;
  throw new UsageError(`PORT must be a whole number from 0 to 65534, got ${JSON.stringify(text)}`);
}
