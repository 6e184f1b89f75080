/** A technique of MITRE ATT&CK, as records name it. */
export interface AttackTechnique {
  readonly id: string;
  readonly name: string;
  /** Of a sub-technique. */
  readonly parent?: { readonly id: string; readonly name: string };
  readonly tactic: { readonly id: string; readonly name: string };
}

const credentialAccess = { id: 'TA0006', name: 'Credential Access' };
const lateralMovement = { id: 'TA0008', name: 'Lateral Movement' };
const initialAccess = { id: 'TA0001', name: 'Initial Access' };
const commandAndControl = { id: 'TA0011', name: 'Command and Control' };
const alternateMaterial = { id: 'T1550', name: 'Use Alternate Authentication Material' };

const techniques = [
  { id: 'T1539', name: 'Steal Web Session Cookie', tactic: credentialAccess },
  { id: 'T1528', name: 'Steal Application Access Token', tactic: credentialAccess },
  { id: 'T1550.004', name: 'Web Session Cookie', parent: alternateMaterial, tactic: lateralMovement },
  { id: 'T1550.001', name: 'Application Access Token', parent: alternateMaterial, tactic: lateralMovement },
  { id: 'T1078', name: 'Valid Accounts', tactic: initialAccess },
  { id: 'T1090', name: 'Proxy', tactic: commandAndControl },
] as const satisfies readonly AttackTechnique[];

export type AttackId = (typeof techniques)[number]['id'];

/** Every technique that a signal names. It says which technique the fact would fit, not that it happened. */
export const attackTechniques: ReadonlyMap<string, AttackTechnique> = new Map(
  techniques.map((technique) => [technique.id, technique]),
);
