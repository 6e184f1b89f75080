import { describe, expect, it } from '@jest/globals';
import type { EvidenceWords } from '../../../../functions/record/explain/explanation.ts';
import { type SentenceParts, toSentence } from '../../../../functions/record/explain/sentence.ts';

const quiet: SentenceParts = {
  user: 'casey.sample@example.com',
  event: { short: 'Login', words: 'logged in' } as SentenceParts['event'],
  evidence: [],
  initial: { program: 'Safari on macOS', network: 'AS64496' },
  last: { program: 'Chrome on Windows', network: 'AS65550' },
  program: 'Chrome on Windows',
  application: 'Customer Portal',
  loginAgeMs: 960_000,
  factors: [],
  singleFactor: undefined,
};

function tell(
  signals: readonly string[],
  top: Partial<EvidenceWords> = {},
  parts: Partial<SentenceParts> = {},
) {
  const evidence = signals.map((signal) => ({
    signal,
    title: 'Something Else',
    severityId: 3,
    attack: [],
    because: [],
    ...top,
  }));
  return toSentence({ ...quiet, evidence, ...parts })
    .map(({ text, tone }) => (tone === undefined ? text : `[${tone}: ${text}]`))
    .join('');
}

const sides = { before: { main: 'before' }, after: { main: 'after', detail: '3 s later' } };

describe('toSentence', () => {
  it.each<[signals: string[], sentence: string]>([
    [
      ['network_and_client_changed', 'asn_changed', 'user_agent_changed'],
      'Casey’s session moved from [was: Safari on macOS in AS64496] to [now: Chrome on Windows in AS65550], 16 minutes after the login.',
    ],
    [
      ['asn_changed'],
      'Casey’s session moved from [was: AS64496] to [now: AS65550], 16 minutes after the login.',
    ],
    [
      ['user_agent_changed'],
      'Casey’s session moved from [was: Safari on macOS] to [now: Chrome on Windows], 16 minutes after the login.',
    ],
    [
      ['scripted_user_agent'],
      '[now: after] uses the session that Casey began with [was: Safari on macOS], 16 minutes after the login.',
    ],
    [['impossible_travel'], 'Casey’s session was in [was: before] and then in [now: after], 3 s later.'],
    [['delegated_session'], '[now: after] acts as Casey, 16 minutes after the login.'],
    [['session_gone'], 'Casey’s session [now: was gone 3 s after it was used].'],
    [
      ['refresh_token_reuse'],
      'A refresh token of Casey that had been replaced [now: was presented again], and refused.',
    ],
    [
      ['refresh_token_after_session_end'],
      'A refresh token of Casey’s session [now: was used after the session had ended].',
    ],
    [['session_used_after_end'], 'Casey’s session [now: was used after it had ended].'],
    [['user_mismatch'], 'Casey is named in a session that [now: belongs to before].'],
    [['any_other'], 'Casey: [now: something Else], 16 minutes after the login.'],
  ])('tells %j', (signals, sentence) => {
    expect(tell(signals, sides)).toBe(sentence);
  });

  it.each<[signal: string, sentence: string]>([
    ['scripted_user_agent', '[now: A script] uses the session that Somebody began with [was: a browser].'],
    ['impossible_travel', 'Somebody’s session was in [was: one place] and then in [now: another].'],
    ['delegated_session', '[now: Somebody] acts as Somebody.'],
    ['session_gone', 'Somebody’s session [now: was gone soon after it was used].'],
    ['user_mismatch', 'Somebody is named in a session that [now: belongs to another user].'],
    ['asn_changed', 'Somebody: [now: something Else].'],
  ])('tells %s without what is not known', (signal, sentence) => {
    const unknown = { program: '', network: '' };

    expect(tell([signal], {}, { user: '', initial: unknown, last: unknown, loginAgeMs: undefined })).toBe(
      sentence,
    );
  });

  it.each<[parts: Partial<SentenceParts>, sentence: string]>([
    [{}, 'Casey: logged in, with Chrome on Windows at Customer Portal.'],
    [{ program: '', application: '' }, 'Casey: logged in.'],
    [
      { factors: [{ name: 'Password', isSecond: false }], singleFactor: true },
      'Casey: logged in, with Chrome on Windows at Customer Portal; [weak: password only].',
    ],
    [
      {
        factors: [
          { name: 'Password', isSecond: false },
          { name: 'Push', isSecond: true },
          { name: 'https://example.com/own', isSecond: true },
        ],
        singleFactor: false,
      },
      'Casey: logged in, with Chrome on Windows at Customer Portal; password and push.',
    ],
    [{ user: 'x@example.com' }, 'x@example.com: logged in, with Chrome on Windows at Customer Portal.'],
  ])('tells what raises nothing: %j', (parts, sentence) => {
    expect(tell([], {}, parts)).toBe(sentence);
  });
});
