import type { Command, Terminal } from '../terminal/command.ts';
import { UsageError } from '../terminal/user-error.ts';

const help = `Writes and checks tenant files, and tells what a change of one does to a deployed stack.

Usage: npm run --silent cli -- tenant new TENANT [options]
       npm run --silent cli -- tenant check [TENANT|FILE.json…] [options]
       npm run --silent cli -- tenant changes TENANT [options] < DEPLOYED_TEMPLATE

new asks for what it needs and writes infra/tenants/TENANT.json; what is given as an option is not asked. It never
overwrites a file. check reads the named tenants or files, or all, by the rules that synth applies, without CDK.
changes compares the template of the deployed stack with the one that npm run synth has made, and says what would be
lost, what stays behind, and which names may be taken. Without a deployed template everything is new. AWS gives it by
aws cloudformation get-template --stack-name session-enricher-TENANT --query TemplateBody > deployed.json

new
  --domain HOST                 for example acme.eu.auth0.com; a custom domain is refused
  --canonical-host              the domain is the tenant's own although it does not end in .auth0.com: a private cloud
  --plan PLAN                   for example enterprise
  --ingress webhook|PARTNER_EVENT_SOURCE
                                the name of a source begins with aws.partner/auth0.com/
  --email ADDRESS|none          who is told when an alarm goes off
changes
  --template FILE               the new one; default: cdk.out/session-enricher-TENANT.template.json
  --deployed FILE|-             the deployed one; default: standard input
  --mapping FILE                asks AWS what of the new is there already, and writes it for cdk import
check
  --events FILE                 shows on these log events what each privacy rule hides, of how many and of which types,
                                and which addresses are left in clear
  --sessions FILE               with --events: a JSON array of sessions, for rules of session.…
new, check
  --tenants FOLDER              default: infra/tenants
  --json                        on standard output: of new { tenant, file }, of check
                                [{ tenant, file, problems: […], warnings: […] }], with
                                --events privacy: { of, rules: […], clear: […] } beside them, of changes
                                [{ kind, logicalId, type, name, urgency, what, step }]

Exit code: 0 written, or all right; 1 a file is wrong, or a change would lose something; 2 wrong options.

Examples
  npm run --silent cli -- tenant new acme
  npm run --silent cli -- tenant new acme --domain acme.eu.auth0.com --plan enterprise \\
    --ingress webhook --email security@acme.example
  npm run --silent cli -- tenant check
  npm run --silent cli -- tenant check acme drafts/globex.json --json
  npm run --silent cli -- tenant changes acme --deployed deployed.json --mapping kept.json
  npm run --silent cli -- tenant check acme --events events.ndjson --sessions sessions.json
`;

export const tenantCommand: Command = { help, run };

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [action, ...rest] = args;
  if (action === 'new') return (await import('./tenant-new.ts')).createTenantFile(rest, terminal);
  if (action === 'check') return (await import('./tenant-check.ts')).checkTenantFiles(rest, terminal);
  if (action === 'changes') return (await import('./tenant-changes.ts')).showTenantChanges(rest, terminal);
  throw new UsageError(
    `expected new, check or changes, got ${action === undefined ? 'nothing' : JSON.stringify(action)}`,
  );
}
