import { TenantFileError, parseTenant } from '../../../infra/tenant/tenant-config.ts';

/** The rest of a tenant file, as small as it can be. */
const rest = {
  auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [{ type: 'bucket' }],
  alarms: 'none',
};
const file = 'part';

/** What a tenant file with this part of it is refused for, in the words of `tenant check`; empty where nothing is. */
export function findPartProblems(part: object): readonly string[] {
  try {
    parseTenant('acme', JSON.stringify({ ...rest, ...part }), file);
    return [];
  } catch (error) {
    if (!(error instanceof TenantFileError)) throw error;
    return error.problems.map((problem) => problem.slice(`${file}: `.length));
  }
}
