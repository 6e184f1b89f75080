import { attackTechniques } from '../../signals/attack-techniques.ts';
import type { SignalEvidence } from '../../signals/signal.ts';
import { toTechniqueIds } from '../techniques.ts';
import type { OcsfAttack } from './ocsf-record.ts';

const remembered = new Map<string, OcsfAttack>();

/** MITRE ATT&CK techniques that the raised signals would fit, each once. Shared objects: nobody changes them. */
export function toAttacks(evidence: readonly SignalEvidence[]): OcsfAttack[] {
  return toTechniqueIds(evidence).map((id) => remembered.get(id) ?? toAttack(id));
}

function toAttack(id: string): OcsfAttack {
  const known = attackTechniques.get(id);
  // A technique that nobody listed still has its number.
  if (known === undefined) return { technique: { uid: id } };
  const { name, parent, tactic } = known;
  const attack: OcsfAttack = {
    tactic: { uid: tactic.id, name: tactic.name },
    technique: { uid: parent?.id ?? id, name: parent?.name ?? name },
    ...(parent && { sub_technique: { uid: id, name } }),
  };
  remembered.set(id, attack);
  return attack;
}
