import type { SignalBlock } from '../../signals/signal.ts';
import { toParentTechnique, toTechniqueIds } from '../techniques.ts';

/** ECS's `threat`, for raised signals that fit a technique. Says which it would fit, not that it happened. */
export function toThreat(signals: SignalBlock | undefined): Record<string, unknown> | undefined {
  if (signals === undefined) return undefined;
  const ids = toTechniqueIds(signals.evidence);
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
