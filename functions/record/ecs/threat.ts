import type { SignalEvidence } from '../../signals/signal.ts';
import { toParentTechnique, toTechniqueIds } from '../techniques.ts';

/** ECS's `threat`, for raised signals that fit a technique. Says which it would fit, not that it happened. */
export function toThreat(evidence: readonly SignalEvidence[]): Record<string, unknown> | undefined {
  const ids = toTechniqueIds(evidence);
  if (ids.length === 0) return undefined;
  const techniques: string[] = [];
  const subtechniques: string[] = [];
  for (const id of ids) {
    const parent = toParentTechnique(id);
    if (!techniques.includes(parent)) techniques.push(parent);
    if (parent !== id) subtechniques.push(id);
  }
  return {
    framework: 'MITRE ATT&CK',
    technique: { id: techniques, ...(subtechniques.length > 0 && { subtechnique: { id: subtechniques } }) },
  };
}
