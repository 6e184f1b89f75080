/** Of MITRE ATT&CK, whose techniques and tactics are named here: published in April 2026. */
export const attackVersion = '19';

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
const collection = { id: 'TA0009', name: 'Collection' };
const persistence = { id: 'TA0003', name: 'Persistence' };
const validAccounts = { id: 'T1078', name: 'Valid Accounts' };
const accountManipulation = { id: 'T1098', name: 'Account Manipulation' };
const bruteForce = { id: 'T1110', name: 'Brute Force' };
const alternateMaterial = { id: 'T1550', name: 'Use Alternate Authentication Material' };

const techniques = [
  { id: 'T1539', name: 'Steal Web Session Cookie', tactic: credentialAccess },
  { id: 'T1528', name: 'Steal Application Access Token', tactic: credentialAccess },
  { id: 'T1550.004', name: 'Web Session Cookie', parent: alternateMaterial, tactic: lateralMovement },
  { id: 'T1550.001', name: 'Application Access Token', parent: alternateMaterial, tactic: lateralMovement },
  { id: 'T1078.004', name: 'Cloud Accounts', parent: validAccounts, tactic: initialAccess },
  { id: 'T1098.005', name: 'Device Registration', parent: accountManipulation, tactic: persistence },
  { id: 'T1110.001', name: 'Password Guessing', parent: bruteForce, tactic: credentialAccess },
  { id: 'T1110.003', name: 'Password Spraying', parent: bruteForce, tactic: credentialAccess },
  { id: 'T1110.004', name: 'Credential Stuffing', parent: bruteForce, tactic: credentialAccess },
  { id: 'T1185', name: 'Browser Session Hijacking', tactic: collection },
  { id: 'T1557', name: 'Adversary-in-the-Middle', tactic: credentialAccess },
  { id: 'T1621', name: 'Multi-Factor Authentication Request Generation', tactic: credentialAccess },
] as const satisfies readonly AttackTechnique[];

export type AttackId = (typeof techniques)[number]['id'];

/** Every technique that a signal or a finding names. It says which technique the fact would fit, not that it happened. */
export const attackTechniques: ReadonlyMap<string, AttackTechnique> = new Map(
  techniques.map((technique) => [technique.id, technique]),
);
