import { privacyActions } from '../record/privacy/privacy-action.ts';
import type { PrivacyRules } from '../record/privacy/privacy-rules.ts';
import { parseSignalSettings, type SignalSettings } from '../signals/settings/signal-settings.ts';
import { anyText, type Check, list, object, oneOf, optional, record } from './check.ts';

/** `signals` of a tenant file; the room of the signals knows what is allowed. */
export const checkSignals: Check<SignalSettings> = (value, path, problems) => {
  try {
    return parseSignalSettings(value);
  } catch (error) {
    problems.wrong(path, error instanceof Error ? error.message : 'wrong');
    return {};
  }
};

/** `privacy` of a tenant file. */
export const checkPrivacy: Check<PrivacyRules> = object<Omit<PrivacyRules, 'hashKey'>>({
  sessionMetadata: optional(list(anyText)),
  fields: optional(record(oneOf(privacyActions))),
});
