import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.ts';

type Json = Record<string, unknown>;

/** The keywords that Auth0's log type schemas use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Which properties an event gets: the required ones, every one, or the required ones and some others. */
export type Extent = 'minimal' | 'full' | 'some';

/** Text as it comes: names, addresses, rubbish, other people's alphabets, nothing. */
const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  fc.constantFrom('', 'alice@example.com', 'auth0|65f0c0ffee00000000a11ce0', '203.0.113.77', '2001:db8::1'),
  fc.constantFrom('GET', 'POST', 'PATCH', 'delete', '/api/v2/users', '/scim/v2/connections/con_1/Users/1'),
  fc.constantFrom(
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
    'login.example.com',
    'null',
    '1',
    'true',
  ),
  fc.string({ unit: anyCharacter, maxLength: 10 }),
);

const anyNumber = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1, 200, 404, 1_789_362_000_000),
);

const textOfPattern: Readonly<Record<string, fc.Arbitrary<string>>> = {
  '^[a-f0-9]{32}$': fc.stringMatching(/^[a-f0-9]{32}$/),
  '^[A-Za-z0-9-_]{27}$': fc.stringMatching(/^[A-Za-z0-9_-]{27}$/),
  '^cns_[A-Za-z0-9-_]{22}$': fc.stringMatching(/^cns_[A-Za-z0-9_-]{22}$/),
};

/** Values that a schema allows. Objects are open in Auth0's schemas, but nothing unlisted is made up here. */
export function arbitraryOf(schema: Schema, extent: Extent): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined)
    return fc.oneof(...schema.anyOf.map((option) => arbitraryOf(option, extent)));
  if (schema.allOf !== undefined) {
    return fc
      .tuple(...schema.allOf.map((part) => arbitraryOf(part, extent)))
      .map((parts) => Object.assign({}, ...(parts as Json[])) as unknown);
  }
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['string']);
  return fc.oneof(...types.map((type) => arbitraryOfType(type, schema, extent)));
}

function arbitraryOfType(type: string, schema: Schema, extent: Extent): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return arbitraryObject(schema, extent);
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}, extent), {
        minLength: extent === 'full' ? 1 : 0,
        maxLength: 2,
      });
    case 'number':
      return anyNumber;
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return arbitraryText(schema);
  }
}

function arbitraryText({ format, pattern, examples }: Schema): fc.Arbitrary<unknown> {
  if (format === 'ipv4') return fc.ipV4();
  if (format === 'ipv6') return fc.ipV6();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern !== undefined) return textOfPattern[pattern] ?? fc.constant('unknown pattern');
  return examples === undefined ? anyText : fc.oneof(anyText, fc.constantFrom(...examples));
}

function arbitraryObject({ properties = {}, required = [] }: Schema, extent: Extent): fc.Arbitrary<Json> {
  const model: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [key, schema] of Object.entries(properties)) {
    if (extent !== 'minimal' || required.includes(key)) model[key] = arbitraryOf(schema, extent);
  }
  return extent === 'some' ? fc.record(model, { requiredKeys: [...required] }) : fc.record(model);
}

/** What no schema has and every event may carry. */
export const unlistedFields = fc.record(
  {
    date: fc.oneof(
      fc
        .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      fc.constantFrom('2026-03-02T11:15:04Z', '2026-03-02 11:15', 'yesterday'),
    ),
    isMobile: fc.boolean(),
    location_info: fc.record(
      {
        country_code: fc.constantFrom('NL', 'XXX', ''),
        city_name: anyText,
        latitude: fc.oneof(anyNumber, fc.constantFrom(52.37, '52.370')),
        longitude: fc.oneof(anyNumber, fc.constantFrom(4.9, '4.90')),
        time_zone: fc.constant('Europe/Amsterdam'),
      },
      { requiredKeys: [] },
    ),
    custom: fc.jsonValue({ maxDepth: 3 }),
  },
  { requiredKeys: [] },
);
