import type { SignalEvidence } from '../../signals/signal.ts';
import { toParentTechnique, toTechniqueIds } from '../techniques.ts';
import type { OcsfAttack } from './ocsf-record.ts';

interface Tactic {
  readonly uid: string;
  readonly name: string;
}

const initialAccess: Tactic = { uid: 'TA0001', name: 'Initial Access' };
const credentialAccess: Tactic = { uid: 'TA0006', name: 'Credential Access' };
const lateralMovement: Tactic = { uid: 'TA0008', name: 'Lateral Movement' };
const commandAndControl: Tactic = { uid: 'TA0011', name: 'Command and Control' };

/** MITRE ATT&CK names of the techniques that signals refer to; a sub-technique's parent is the part before the dot. */
const techniques: ReadonlyMap<string, { readonly name: string; readonly tactic: Tactic }> = new Map([
  ['T1078', { name: 'Valid Accounts', tactic: initialAccess }],
  ['T1090', { name: 'Proxy', tactic: commandAndControl }],
  ['T1528', { name: 'Steal Application Access Token', tactic: credentialAccess }],
  ['T1539', { name: 'Steal Web Session Cookie', tactic: credentialAccess }],
  ['T1550', { name: 'Use Alternate Authentication Material', tactic: lateralMovement }],
  ['T1550.001', { name: 'Application Access Token', tactic: lateralMovement }],
  ['T1550.004', { name: 'Web Session Cookie', tactic: lateralMovement }],
]);

export function toAttacks(evidence: readonly SignalEvidence[]): OcsfAttack[] {
  return toTechniqueIds(evidence).map(toAttack);
}

function toAttack(id: string): OcsfAttack {
  const parentId = toParentTechnique(id);
  const parent = techniques.get(parentId);
  const name = techniques.get(id)?.name;
  return {
    ...(parent && { tactic: { ...parent.tactic } }),
    technique: { uid: parentId, ...(parent && { name: parent.name }) },
    ...(id !== parentId && { sub_technique: { uid: id, ...(name !== undefined && { name }) } }),
  };
}
