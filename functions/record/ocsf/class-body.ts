import type { EventModel } from '../event-model.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import type { ObservableSources } from './observables.ts';
import type { OcsfRecord } from './ocsf-record.ts';

/** What a class's own attributes leave for the rest of the record. */
export interface BodyReport {
  /** The attribute that holds the session ID in this class. */
  readonly sessionPath: string;
  readonly observables: ObservableSources;
}

/** Adds a class's own attributes to a record, and notes which leaves of the event they took. */
export type ClassBody = (model: EventModel, record: OcsfRecord, placed: PlacedLeaves) => BodyReport;
