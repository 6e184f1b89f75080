import { auth0Faults } from './auth0-faults.ts';
import type { ChaosFault } from './chaos-fault.ts';
import { deduplicationFaults } from './deduplication-faults.ts';
import { destinationFaults } from './destination-faults.ts';
import { lookUpFaults } from './look-up-faults.ts';
import { queueFaults } from './queue-faults.ts';
import { retryFaults } from './retry-faults.ts';
import { secretFaults } from './secret-faults.ts';
import { senderFaults } from './sender-faults.ts';

/** Every fault that a round can have, those of processes apart: they are in kills/. */
export const allFaults: readonly ChaosFault[] = [
  ...auth0Faults,
  ...secretFaults,
  ...queueFaults,
  ...destinationFaults,
  ...retryFaults,
  ...deduplicationFaults,
  ...lookUpFaults,
  ...senderFaults,
];
