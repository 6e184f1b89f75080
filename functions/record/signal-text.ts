import type { SignalBlock } from '../signals/signal.ts';
import { rememberByObject } from '../signals/remember-by-object.ts';

/** Events with the same answers share one object for them. */
const toValuesText = rememberByObject((values: SignalBlock['values']) => JSON.stringify(values));

/** Adds the block to a JSON text. */
export function addSignals(
  parts: string[],
  { risk_level, raised, values, facts, evidence }: SignalBlock,
): void {
  parts.push(
    '{"risk_level":"',
    risk_level,
    '","raised":',
    raised.length === 0 ? '[]' : JSON.stringify(raised),
  );
  parts.push(',"values":', toValuesText(values), ',"facts":', JSON.stringify(facts));
  parts.push(',"evidence":', evidence.length === 0 ? '[]' : JSON.stringify(evidence), '}');
}
