import type { EventModel } from './event-model.ts';
import { type PlacedLeaves, addPlaced } from './placed-leaves.ts';
import { readObject } from './read-values.ts';

/** Notes the leaves that every format has a field for: ID, type, description and the session's ID. */
export function placeIdentity(model: EventModel, placed: PlacedLeaves): void {
  const { data, details, uid, type, message, sessionId } = model;
  if (data['log_id'] === uid) placed.set('log_id', true);
  if (data['_id'] === uid) placed.set('_id', true);
  if (type !== undefined && data['type'] === type) placed.set('type', true);
  if (data['description'] === message) placed.set('description', true);
  if (sessionId === undefined) return;
  if (details?.['session_id'] === sessionId) addPlaced(placed, ['details', 'session_id']);
  if (readObject(details?.['refresh_token'])?.['session_id'] === sessionId) {
    addPlaced(placed, ['details', 'refresh_token', 'session_id']);
  }
  if (data['session_id'] === sessionId) placed.set('session_id', true);
  if (data['sid'] === sessionId) placed.set('sid', true);
}
