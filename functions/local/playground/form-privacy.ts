import { checkPrivacy } from '../../enrich/check-settings.ts';
import type { Check } from '../../enrich/check.ts';
import { findNearest } from '../../log-event/find-nearest.ts';
import type { PrivacyPreview, RulePreview } from '../../record/privacy/preview-privacy.ts';
import { knownFields } from '../../record/privacy/known-fields.ts';
import type { PrivacyRules } from '../../record/privacy/privacy-rules.ts';

/** `privacy` as a tenant file has it: fields that this version lists, and others. */
export interface FormPrivacy extends Omit<PrivacyRules, 'hashKey'> {
  readonly unlistedFields?: PrivacyRules['fields'];
}

/** A deployment gets both kinds of fields as one. */
export const checkFormPrivacy: Check<FormPrivacy> = (value, path, problems) => {
  const { unlistedFields, ...rest } = Object(value) as { readonly [key: string]: unknown };
  if (unlistedFields === undefined) return checkPrivacy(value, path, problems);
  const { fields } = checkPrivacy({ fields: unlistedFields }, path, problems);
  return { ...checkPrivacy(rest, path, problems), ...(fields && { unlistedFields: fields }) };
};

/** What a deployment is told of it. */
export function toRules({ fields, unlistedFields, ...rest }: FormPrivacy): PrivacyRules {
  return { ...rest, ...((fields ?? unlistedFields) && { fields: { ...fields, ...unlistedFields } }) };
}

interface ShownRule extends RulePreview {
  /** A tenant file with this rule is refused. */
  readonly isRefused?: true;
}

/** The preview, with the rules that a tenant file is refused for. `refused` are the lines that say so. */
export function markRefused(
  { rules, ...rest }: PrivacyPreview,
  refused: readonly string[],
): PrivacyPreview & { readonly rules: readonly ShownRule[] } {
  return {
    ...rest,
    rules: rules.map((rule) => {
      const isRefused = refused.some((line) => line.startsWith(`privacy.fields.${rule.path}: `));
      const nearest = rule.nearest ?? (isRefused ? findNearest(rule.path, knownFields) : undefined);
      return { ...rule, ...(isRefused && { isRefused }), ...(nearest !== undefined && { nearest }) };
    }),
  };
}
