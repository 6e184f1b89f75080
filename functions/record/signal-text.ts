import type { SignalBlock } from '../signals/signal.ts';
import { rememberByObject } from '../signals/remember-by-object.ts';
import { toEscapedText } from './text/to-json-text.ts';

/** Events with the same answers share one object for them. */
const toValuesText = rememberByObject((values: SignalBlock['values']) => JSON.stringify(values));

/** The block as JSON text. */
export function toSignalsText({ risk_level, raised, values, facts, evidence }: SignalBlock): string {
  const raisedText = raised.length === 0 ? '[]' : JSON.stringify(raised);
  const factsText = toFactsText(facts);
  const evidenceText = evidence.length === 0 ? '[]' : JSON.stringify(evidence);
  return `{"risk_level":"${risk_level}","raised":${raisedText},"values":${toValuesText(values)},"facts":${factsText},"evidence":${evidenceText}}`;
}

/** Names of facts are ours, and their numbers are whole: no need for the slower `JSON.stringify`. */
function toFactsText(facts: SignalBlock['facts']): string {
  let text = '';
  for (const name in facts) {
    const fact = facts[name]!;
    text += `${text === '' ? '' : ','}"${name}":${typeof fact === 'number' ? fact : `"${toEscapedText(fact)}"`}`;
  }
  return `{${text}}`;
}
