import type { Contract } from './contract.ts';
import { createEcsValidator } from './ecs/ecs-validator.ts';
import { createFaults, type Faults, isObject, type JsonObject, kindOf } from './faults.ts';
import { createOcsfValidator } from './ocsf/ocsf-validator.ts';
import { createRawValidator } from './raw-validator.ts';

type Validator = (record: JsonObject, faults: Faults) => void;

// Compiling the classes of one OCSF version takes seconds: once a process, for whoever asks.
const validators = new Map<Contract, Validator>();

/** What a record, one JSON text, has against its contract, `/path message` each; none when it is valid. */
export function validateLine(line: string, contract: Contract): readonly string[] {
  const faults = createFaults();
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    faults.add('', 'is not JSON');
    return faults.lines;
  }
  if (isObject(record)) validatorOf(contract)(record, faults);
  else faults.add('', `must be a JSON object (is ${kindOf(record)})`);
  return faults.lines;
}

/** The same for many records, `line N: /path message` each, from 1. */
export function findFaults(lines: readonly string[], contract: Contract): readonly string[] {
  return lines.flatMap((line, index) =>
    validateLine(line, contract).map((fault) => `line ${index + 1}: ${fault}`),
  );
}

function validatorOf(contract: Contract): Validator {
  const known = validators.get(contract);
  if (known !== undefined) return known;
  const made = createValidator(contract);
  validators.set(contract, made);
  return made;
}

function createValidator(contract: Contract): Validator {
  if (contract === 'ecs') return createEcsValidator();
  if (contract === 'raw') return createRawValidator();
  return createOcsfValidator(contract.slice('ocsf '.length));
}
