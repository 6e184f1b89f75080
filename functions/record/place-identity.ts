import type { EventModel } from './event-model.ts';
import { type PlacedLeaves, addPlaced } from './placed-leaves.ts';
import { readObject } from '../log-event/read-value.ts';

/** Notes the leaves that every format has a field for: ID, type and description. */
export function placeIdentity(model: EventModel, placed: PlacedLeaves): void {
  const { data, uid, type, message } = model;
  if (data['log_id'] === uid) placed.set('log_id', true);
  if (data['_id'] === uid) placed.set('_id', true);
  if (type !== undefined && data['type'] === type) placed.set('type', true);
  if (data['description'] === message) placed.set('description', true);
}

/** Notes where the event has the session's ID: it has a field of its own in every format. */
export function placeSessionId({ data, details, sessionId }: EventModel, placed: PlacedLeaves): void {
  if (sessionId === undefined) return;
  if (details?.['session_id'] === sessionId) addPlaced(placed, ['details', 'session_id']);
  if (readObject(details?.['refresh_token'])?.['session_id'] === sessionId) {
    addPlaced(placed, ['details', 'refresh_token', 'session_id']);
  }
  if (data['session_id'] === sessionId) placed.set('session_id', true);
  if (data['sid'] === sessionId) placed.set('sid', true);
}
