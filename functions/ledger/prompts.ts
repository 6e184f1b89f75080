import { readTimeMs } from '../log-event/read-time.ts';
import type { JsonObject } from '../log-event/log-event.ts';
import { readList, readObject } from '../log-event/read-value.ts';
import { readShownText } from '../log-event/shown-text.ts';

/** What `details.prompts` says of a login. */
export interface PromptReading {
  /** Whether somebody authenticated, other than by a second factor alone: that is how a session begins. */
  readonly isLogin: boolean;
  /** When the newest login or mfa prompt was completed. */
  readonly authenticatedAtMs: number | undefined;
  readonly methods: readonly PromptMethod[];
}

/** A completed step, in the words of the session's `authentication.methods`. */
export interface PromptMethod {
  readonly name: string;
  readonly completedAtMs: number;
}

/**
 * Reads the prompts of an event. `prompts: []` is single sign-on, and mfa alone a step-up: neither is a login.
 *
 * Names as seen in public samples and Auth0's schemas: `prompt-authenticate`, `lock-password-authenticate`,
 * `federated-authenticate`, `passkey`, `login` (the page around them), `mfa`.
 */
export function readPrompts(details: JsonObject | undefined): PromptReading {
  const prompts = (readList(details?.['prompts']) ?? []).map(readObject);
  let isLogin = false;
  let authenticatedAtMs: number | undefined;
  const methods: PromptMethod[] = [];
  for (const prompt of prompts) {
    const name = readShownText(prompt?.['name']);
    if (prompt === undefined || name === undefined) continue;
    const isAuthenticating = isAuthenticatingPrompt(name);
    if (!isAuthenticating && name !== 'mfa') continue;
    isLogin ||= isAuthenticating;
    const completedAtMs = readTimeMs(prompt['completedAt']);
    if (completedAtMs === undefined) continue;
    authenticatedAtMs = Math.max(authenticatedAtMs ?? completedAtMs, completedAtMs);
    const method = toMethodName(name, readShownText(prompt['strategy']));
    if (method !== undefined) methods.push({ name: method, completedAtMs });
  }
  return { isLogin, authenticatedAtMs, methods };
}

/** A passkey that was asked for but not given leaves no `s` behind. */
function isAuthenticatingPrompt(name: string): boolean {
  return name === 'login' || name === 'passkey' || name.endsWith('-authenticate');
}

/** Undefined where the prompt does not tell: `login` is the page, and a strategy that is not Auth0's own is another's. */
function toMethodName(prompt: string, strategy: string | undefined): string | undefined {
  if (prompt === 'mfa' || prompt === 'passkey') return prompt;
  if (prompt === 'federated-authenticate') return 'federated';
  if (!prompt.endsWith('-authenticate')) return undefined;
  if (strategy === 'sms' || strategy === 'email') return strategy;
  const isPassword = strategy === 'auth0' || (strategy === undefined && /password|^prompt-/.test(prompt));
  return isPassword ? 'pwd' : strategy === undefined ? undefined : 'federated';
}
