import type { EvidenceWords } from './explanation.ts';

/** What changed, in one line for a row: the gravest signal, with what it changed to. */
export function toHeadline(evidence: readonly EvidenceWords[]): string {
  const [top] = evidence;
  if (!top) return '';
  const { signal, title, before, after } = top;
  if (top.because.length > 0) return toTogether(top, evidence).slice(0, 160);
  const line = (headlines.get(signal) ?? (() => title))({
    ...top,
    before: before ?? none,
    after: after ?? none,
  });
  return line.slice(0, 160);
}

/** What it is made of, with what that changed to. */
function toTogether({ title, because }: EvidenceWords, evidence: readonly EvidenceWords[]): string {
  const parts = because.flatMap((name) => evidence.find(({ signal }) => signal === name)?.after?.main ?? []);
  return parts.length === 0 ? title : `${title}: ${parts.join(', ')}`;
}

const none = { main: '' };
type Told = EvidenceWords & Required<Pick<EvidenceWords, 'before' | 'after'>>;

const headlines: ReadonlyMap<string, (told: Told) => string> = new Map([
  ['asn_changed', ({ after }) => `Network changed to ${after.main}`],
  ['user_agent_changed', ({ before, after }) => `Program changed: ${before.main} to ${after.main}`],
  ['scripted_user_agent', ({ after }) => `${after.main} uses a browser’s session`],
  ['impossible_travel', ({ after }) => `Impossible travel: ${after.detail ?? after.main}`],
  ['ip_changed', ({ after }) => `Address changed, ${after.detail ?? after.main}`],
  ['delegated_session', ({ after }) => `Somebody acts as this user: ${after.main}`],
  [
    'session_gone',
    ({ after }) => `Session gone ${after.detail?.replace(' later', '') ?? 'soon'} after its use`,
  ],
  ['new_client', ({ after }) => `Application joined: ${after.main}`],
  ['client_fanout', ({ after }) => `${after.main} applications in one session`],
  ['hosting_or_anonymous_network', ({ after }) => `Hosting or anonymising network: ${after.main}`],
  ['auth_too_old', ({ after }) => `Login is ${after.detail ?? 'too old'}`],
  ['mfa_too_old', ({ after }) => `Second factor is ${after.detail ?? 'too old'}`],
  ['session_too_old', ({ after }) => `Session is ${after.detail ?? 'too old'}`],
  ['idle_too_long', ({ after }) => `Picked up after ${after.detail?.replace(' old', '') ?? 'a long pause'}`],
] as [string, (told: Told) => string][]);
