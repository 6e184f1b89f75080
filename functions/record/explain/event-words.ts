import { lookUpLogType } from '../../log-event/catalogue.ts';

export interface EventWords {
  /** Auth0's log type code; `session` for the bare session event. */
  readonly code: string;
  /** What happened, from the catalogue. */
  readonly words: string;
  /** In one or two words, for a place on a time line. */
  readonly short: string;
  /** The catalogue's severity of the type: OCSF 1 Informational to 4 High. */
  readonly severityId: number;
}

/** What makes up the story of a session; other types are told by their code. */
const shortWords: ReadonlyMap<string, string> = new Map([
  ['s', 'Login'],
  ['ssa', 'Silent sign-in'],
  ['seacft', 'Code'],
  ['sertft', 'Refresh'],
  ['fertft', 'Refresh refused'],
  ['ferrt', 'Token refused'],
  ['slo', 'Logout'],
  ['session_revoked', 'Revoked'],
  ['sdel', 'Delegated'],
  ['sdelsa', 'Acting'],
  ['sdeleacft', 'Code'],
  ['pla', 'Page opened'],
  ['gd_start_auth', 'Factor asked'],
  ['gd_send_pn', 'Push sent'],
  ['gd_auth_succeed', 'Factor passed'],
  ['gd_auth_failed', 'Factor failed'],
  ['f', 'Failed'],
  ['fp', 'Wrong password'],
  ['fsa', 'No silent sign-in'],
]);

const longestCode = 60;

/** `description`: the event's own, for a type that the catalogue does not know. */
export function toEventWords(type: string | undefined, description = ''): EventWords {
  if (type === undefined) return { code: 'session', words: 'Session event', short: 'Session', severityId: 1 };
  const code = type.slice(0, longestCode);
  const known = lookUpLogType(type);
  return {
    code,
    words: known?.description ?? (description || 'Event of an unknown type'),
    short: shortWords.get(type) ?? code,
    severityId: known?.severityId ?? 1,
  };
}
