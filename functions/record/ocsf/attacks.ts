import { attackTechniques, attackVersion } from '../../signals/attack-techniques.ts';
import type { SignalEvidence } from '../../signals/signal.ts';
import { toTechniqueIds } from '../techniques.ts';
import type { OcsfAttack } from './ocsf-record.ts';

/** MITRE ATT&CK techniques that the raised signals would fit, each once; undefined when they fit none. */
export function toAttacks(evidence: readonly SignalEvidence[]): OcsfAttack[] | undefined {
  const ids = toTechniqueIds(evidence);
  return ids.length > 0 ? ids.map(toAttack) : undefined;
}

/** One technique, by its ID. */
export function toAttack(id: string): OcsfAttack {
  const known = attackTechniques.get(id);
  // A technique that nobody listed still has its number.
  if (known === undefined) return { version: attackVersion, technique: { uid: id } };
  const { name, parent, tactic } = known;
  return {
    version: attackVersion,
    tactic: { uid: tactic.id, name: tactic.name },
    technique: { uid: parent?.id ?? id, name: parent?.name ?? name },
    ...(parent && { sub_technique: { uid: id, name } }),
  };
}
