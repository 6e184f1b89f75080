import { describe, expect, it } from '@jest/globals';
import { refuseOthers } from '../../../../functions/cli/input/refuse-others.ts';
import { parseBody } from '../../../../functions/log-event/parse-body.ts';

const read = (element: object) =>
  parseBody(JSON.stringify(element), { receivedAtMs: 0 }).map((parsed) => refuseOthers(parsed).ok);

describe('refuseOthers', () => {
  it.each<[what: string, element: object]>([
    ['a known type alone', { type: 's' }],
    ['a new type with a log_id', { type: 'made_up_next_year', log_id: 'L1' }],
    ['a new type with an _id, as of the pull API', { type: 'made_up_next_year', _id: 'L1' }],
    ['a new type with a date', { type: 'made_up_next_year', date: '2026-09-14T08:00:00.000Z' }],
    ['a new type, wrapped with its log_id', { log_id: 'L1', data: { type: 'made_up_next_year' } }],
    [
      'a new type in an envelope of EventBridge',
      { 'detail-type': 'Auth0 log', detail: { log_id: 'L1', data: { type: 'made_up_next_year' } } },
    ],
    ['a bare session event', { session_id: 'S1' }],
  ])('takes %s', (_what, element) => {
    expect(read(element)).toEqual([true]);
  });

  it.each<[what: string, element: object]>([
    ['a package.json', { name: 'x', version: '1.0.0', type: 'module' }],
    ['a JSON Schema', { type: 'object', properties: {} }],
    ['GeoJSON', { type: 'FeatureCollection', features: [] }],
    ['an empty date', { type: 'module', date: '' }],
    ['a wrapper of something else', { data: { type: 'module' } }],
  ])('refuses %s', (_what, element) => {
    expect(read(element)).toEqual([false]);
  });
});
