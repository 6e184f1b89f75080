import type { Command, Terminal } from '../terminal/command.ts';
import { UsageError } from '../terminal/user-error.ts';

const help = `Writes and checks tenant files.

Usage: npm run --silent cli -- tenant new TENANT [options]
       npm run --silent cli -- tenant check [TENANT|FILE.json…] [options]

new asks for what it needs and writes infra/tenants/TENANT.json; what is given as an option is not asked. It never
overwrites a file. check reads the named tenants or files, or all, by the rules that synth applies, without CDK.

new
  --domain HOST                 for example acme.eu.auth0.com; a custom domain is refused
  --canonical-host              the domain is the tenant's own although it does not end in .auth0.com: a private cloud
  --plan PLAN                   for example enterprise
  --ingress webhook|PARTNER_EVENT_SOURCE
                                the name of a source begins with aws.partner/auth0.com/
  --email ADDRESS|none          who is told when an alarm goes off
check
  --events FILE                 shows on these log events what each privacy rule hides, of how many and of which types,
                                and which addresses are left in clear
  --sessions FILE               with --events: a JSON array of sessions, for rules of session.…
both
  --tenants FOLDER              default: infra/tenants
  --json                        on standard output: of new { tenant, file }, of check
                                [{ tenant, file, problems: […], warnings: […] }], with
                                --events privacy: { of, rules: […], clear: […] } beside them

Exit code: 0 written, or all right; 1 a file is wrong; 2 wrong options.

Examples
  npm run --silent cli -- tenant new acme
  npm run --silent cli -- tenant new acme --domain acme.eu.auth0.com --plan enterprise \\
    --ingress webhook --email security@acme.example
  npm run --silent cli -- tenant check
  npm run --silent cli -- tenant check acme drafts/globex.json --json
  npm run --silent cli -- tenant check acme --events events.ndjson --sessions sessions.json
`;

export const tenantCommand: Command = { help, run };

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [action, ...rest] = args;
  if (action === 'new') return (await import('./tenant-new.ts')).createTenantFile(rest, terminal);
  if (action === 'check') return (await import('./tenant-check.ts')).checkTenantFiles(rest, terminal);
  throw new UsageError(
    `expected new or check, got ${action === undefined ? 'nothing' : JSON.stringify(action)}`,
  );
}
