import type { SignalBlock } from '../signals/signal.ts';
import { type RiskLevel, riskLevels } from '../signals/risk-level.ts';

/** Whether signals call for a second record: something is raised, and the risk level is at least `threshold`. */
export function isFinding(
  signals: SignalBlock | undefined,
  threshold: RiskLevel | undefined,
): signals is SignalBlock {
  if (signals === undefined || threshold === undefined || signals.raised.length === 0) return false;
  return riskLevels.indexOf(signals.risk_level) >= riskLevels.indexOf(threshold);
}

/** The same event gives the same finding. */
export function toFindingUid(uid: string): string {
  return `${uid}:finding`;
}

/** Names what was seen, without a verdict. */
export function toFindingTitle({ raised }: SignalBlock): string {
  return `Session signals: ${raised.join(', ')}`;
}
