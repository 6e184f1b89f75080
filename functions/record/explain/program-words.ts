import { parseUserAgent } from '../../signals/reading/user-agent.ts';

export interface ProgramWords {
  /** `Safari 19, macOS`: as evidence has it. */
  readonly label: string;
  /** `Safari on macOS`: as a sentence has it. */
  readonly phrase: string;
}

/** A user agent in words; undefined when it names nothing that is known. */
export function toProgramWords(userAgent: unknown): ProgramWords | undefined {
  const parsed = parseUserAgent(userAgent);
  if (parsed === undefined) return undefined;
  const { label, family, system } = parsed;
  return { label, phrase: system === undefined ? family : `${family} on ${system}` };
}
