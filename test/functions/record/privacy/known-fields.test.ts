import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { findNearest } from '../../../../functions/log-event/find-nearest.ts';
import { isKnownField, knownFields } from '../../../../functions/record/privacy/known-fields.ts';
import { readLogTypeSchemas } from '../../../contracts/schema-files.ts';

describe('isKnownField', () => {
  it('knows every field of Auth0’s schemas', () => {
    const paths = Object.values(readLogTypeSchemas()).flatMap((schema) => [...listPaths(schema as Schema)]);

    expect(paths.length).toBeGreaterThan(5_000);
    expect([...new Set(paths)].filter((path) => !isKnownField(path))).toEqual([]);
  });

  it('knows the fields of events and sessions as they come, but for those that the samples make up', () => {
    const lines = ['functions/local/samples/log-events.ndjson', 'test/contracts/samples/log-events.ndjson']
      .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n'))
      .map((line) => JSON.parse(line) as { data?: object });
    const sessions = JSON.parse(readFileSync('functions/local/samples/sessions.json', 'utf8')) as object[];
    const paths = [
      ...lines.flatMap((event) => listKeys(event.data ?? event)),
      ...sessions.flatMap((session) => listKeys(session, 'session')),
    ];

    expect([...new Set(paths)].filter((path) => !isKnownField(path)).toSorted()).toEqual([
      'details.x_unlisted',
      'details.x_unlisted.nested',
      'unlisted_top_level',
    ]);
  });

  it.each([
    'usernam',
    'user.name',
    'user_name.first',
    'session.device.last_ipp',
    'details.prompts.usernam',
    'details.request.bodyy.password',
    '',
  ])('does not know %j', (path) => {
    expect(isKnownField(path)).toBe(false);
  });

  it.each([
    'auth0_client.env',
    'body',
    'query',
    'details.accessedSecrets',
    'details.actor',
    'details.body',
    'details.consoleOut',
    'details.error.payload',
    'details.error.user_errors_summary',
    'details.headers',
    'details.original_profile',
    'details.qs',
    'details.query',
    'details.request.body',
    'details.request.query',
    'details.response.body',
    'details.session_metadata',
    'session.actor',
    'session.session_metadata',
  ])('takes what stands in an object of others: %s', (path) => {
    expect(isKnownField(`${path}.anything.at_all`)).toBe(true);
    expect(isKnownField(`${path}_of_another`)).toBe(false);
  });
});

describe('findNearest', () => {
  it.each([
    ['usernam', 'user_name'],
    ['userName', 'user_name'],
    ['device.last_ip', 'session.device.last_ip'],
    ['session.device.last_ipp', 'session.device.last_ip'],
    ['details.promts.user_name', 'details.prompts.user_name'],
    ['details.requests.ip', 'details.request.ip'],
  ])('of %s is %s', (path, nearest) => {
    expect(findNearest(path, knownFields)).toBe(nearest);
  });

  it('of nothing is nothing', () => {
    expect(findNearest('ip', [])).toBeUndefined();
  });
});

interface Schema {
  readonly properties?: { readonly [name: string]: Schema };
  readonly items?: Schema | readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

function* listPaths(schema: Schema, at = ''): Generator<string> {
  const { properties = {}, items = [], allOf = [], anyOf = [], oneOf = [] } = schema;
  for (const part of [items, allOf, anyOf, oneOf].flat()) yield* listPaths(part as Schema, at);
  for (const [name, child] of Object.entries(properties)) {
    const path = at === '' ? name : `${at}.${name}`;
    yield path;
    yield* listPaths(child, path);
  }
}

function listKeys(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => listKeys(entry, at));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const path = at === '' ? key : `${at}.${key}`;
    return [path, ...listKeys(child, path)];
  });
}
