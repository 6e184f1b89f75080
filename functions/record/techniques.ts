import type { SignalEvidence } from '../signals/signal.ts';

/** Every MITRE technique ID of the evidence, once, in the order of the evidence. */
export function toTechniqueIds(evidence: readonly SignalEvidence[]): string[] {
  const ids: string[] = [];
  for (const { attack } of evidence) for (const id of attack) if (!ids.includes(id)) ids.push(id);
  return ids;
}

/** `T1550.004` is a sub-technique of `T1550`; a technique is its own parent. */
export function toParentTechnique(id: string): string {
  const dot = id.indexOf('.');
  return dot === -1 ? id : id.slice(0, dot);
}
