import type { QueuedEvent, Role } from './traffic.ts';

/** Browsers as people have them; a session's programs are neighbours in this list. */
const userAgents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Mobile Safari/537.36',
];

const types: { readonly [role in Role]: string } = {
  login: 's',
  factor: 'gd_auth_succeed',
  'single sign-on': 'ssa',
  token: 'sertft',
  logout: 'slo',
  hijack: 'ssa',
};

/** Session IDs as long as Auth0's. */
export function toSessionId(session: number): string {
  return `sim${String(session).padStart(29, '0')}`;
}

export function toSessionNumber(sessionId: string): number {
  return Number(sessionId.slice(3));
}

export function toUserId(session: number): string {
  return `auth0|${String(session).padStart(24, '0')}`;
}

/** Every network of every session is one of its own, so that nothing is known by chance. */
export function toAddress(session: number, network: number): string {
  const number = session * 10 + network;
  return `${20 + ((number >> 16) % 200)}.${(number >> 8) & 255}.${number & 255}.7`;
}

export function toAgentText(session: number, program: number): string {
  return userAgents[(session + program) % userAgents.length]!;
}

/** Of the application that the session began with, or of the one that it signs on to. */
export function toClientId(session: number, application: 'a' | 'b'): string {
  return `client${session % 7}${application}`.padEnd(32, '0');
}

/** The message's body, as a log stream sends the event: `{log_id, data}`. */
export function toStreamElement(event: QueuedEvent): string {
  const { id, session, role, occurredAtMs } = event;
  const date = new Date(occurredAtMs).toISOString();
  const log_id = `sim${String(id).padStart(52, '0')}`;
  const data = {
    date,
    type: role === 'login' && event.isBeginningUnseen ? 'ssa' : types[role],
    client_id: toClientId(session, role === 'single sign-on' ? 'b' : 'a'),
    ip: role === 'token' ? '203.0.113.9' : toAddress(session, event.network),
    user_agent: role === 'token' ? 'okhttp/4.12.0' : toAgentText(session, event.program),
    user_id: toUserId(session),
    details: { session_id: toSessionId(session), ...toDetails(event, date) },
    log_id,
  };
  return JSON.stringify({ log_id, data });
}

function toDetails({ role, occurredAtMs, ...event }: QueuedEvent, completedAt: string) {
  if (role === 'factor') return { authenticator: { type: 'otp' } };
  if (role !== 'login') return { prompts: [] };
  if (event.isBeginningUnseen) return { prompts: [], ...toRisk(event) };
  const initiatedAt = occurredAtMs - 20_000;
  return {
    initiatedAt,
    completedAt: occurredAtMs,
    prompts: [
      { name: 'prompt-authenticate', initiatedAt, completedAt: occurredAtMs - 5_000, strategy: 'auth0' },
      { name: 'login', flow: 'login', initiatedAt, completedAt },
      ...(event.showsSecondFactor ? [{ name: 'mfa', initiatedAt, completedAt, performed_amr: ['mfa'] }] : []),
    ],
    ...toRisk(event),
  };
}

function toRisk({ isRisky }: Pick<QueuedEvent, 'isRisky'>) {
  return isRisky ? { riskAssessment: { confidence: 'low', version: '1' } } : undefined;
}
