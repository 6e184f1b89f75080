/**
 * Auth0's own categories of log events, by which log streams are filtered: name, and the types that the documentation
 * (Customize, Log Streams, Log Stream Filters) lists. A type that it does not list is in `other`.
 */
const typesOf: Readonly<Record<string, string>> = {
  actions: 'actions_execution_failed',
  'auth.login.fail': 'f fc fco fcoa fens fp fu',
  'auth.login.notification': 'w',
  'auth.login.success': 's scoa sens',
  'auth.logout.fail': 'flo oidc_backchannel_logout_failed',
  'auth.logout.success': 'oidc_backchannel_logout_succeeded slo',
  'auth.signup.fail': 'fs',
  'auth.signup.success': 'ss',
  'auth.silent_auth.fail': 'fsa',
  'auth.silent_auth.success': 'ssa',
  'auth.token_exchange.fail': 'feacft feccft fede feoobft feotpft fepft fepotpft fercft ferrt fertft',
  'auth.token_exchange.success': 'seacft seccft sede seoobft seotpft sepft sercft sertft',
  // The page names no type for failures; the filter is there, and this is the one failure of the API.
  'management.fail': 'fapi',
  'management.success': 'sapi mgmt_api_read',
  'system.notification':
    'admin_update_launch api_limit coff con depnote fcpro fui limit_delegation limit_mu limit_wc ' +
    'sys_os_update_start sys_os_update_end sys_update_start sys_update_end',
  'user.fail': 'fce fcp fcpn fcpr fcu fd fdeaz fdecc fdu fn fv fvr ss_sso_failure',
  'user.notification':
    'cs gd_enrollment_complete gd_start_enroll gd_unenroll gd_update_device_account ss_sso_info ublkdu',
  'user.success': 'sce scp scpn scpr scu sdu srrt ss_sso_success sui sv svr',
  'scim.event': 'sscim fscim',
};

const categories: ReadonlyMap<string, string> = new Map(
  Object.entries(typesOf).flatMap(([category, types]) =>
    types.split(' ').map((type) => [type, category] as const),
  ),
);

/** The category of a log type. */
export function toLogCategory(type: string): string {
  return categories.get(type) ?? 'other';
}
