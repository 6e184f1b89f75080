import { classes } from '../ocsf/captions.ts';
import { latestOcsfVersion, ocsfVersions } from '../ocsf/ocsf-version.ts';
import { ecsFields } from './ecs-fields.ts';
import type { Field } from './field.ts';
import {
  ocsfFields,
  ocsfNetworkData,
  ocsfObservedData,
  ocsfSessionData,
  ocsfSignalData,
} from './ocsf-fields.ts';
import { rawFields } from './raw-fields.ts';

/** docs/records.md: every field that a record can have, with its source. Generated, so that it cannot drift. */
export function toReference(): string {
  return `${[
    '# Records: every field, and where it comes from',
    '',
    '<!-- Generated from functions/record/reference. To renew: UPDATE_DOCS=1 npm test -- test/functions/record/reference -->',
    '',
    introduction,
    '## OCSF',
    '',
    ocsfIntroduction,
    toTable(mergeByPath(ocsfFields), true),
    '### `enrichments[].data`, type `auth0.session`',
    '',
    toTable(ocsfSessionData),
    '### `enrichments[].data`, type `session_enricher.observed`',
    '',
    toTable(ocsfObservedData),
    '### `enrichments[].data`, type `session_enricher.networks`',
    '',
    'Only where the tenant file names databases of networks.',
    '',
    toTable(ocsfNetworkData),
    '### `enrichments[].data`, type `session_enricher.signals`',
    '',
    toTable(ocsfSignalData),
    '## ECS 9.4',
    '',
    ecsIntroduction,
    toTable(ecsFields),
    '## Raw',
    '',
    rawIntroduction,
    toTable(rawFields),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

const introduction = `One log event becomes one record; with \`findingFrom\`, an event of that risk level or above gives a second one, a
detection finding. The same event gives the same record, byte for byte, except for what the look-up answered: nothing
in a record comes from a clock or from chance. Delivery is at least once, so readers drop repeats: OCSF by
\`metadata.uid\`, ECS by \`event.id\` (use it as the document ID), raw by \`log_id\`.

Nothing of an event is lost, unless its record would be too large (below). A leaf without a field of its own goes on as it came: in OCSF to \`unmapped\`, in ECS to
\`auth0.event\`, in raw where it was. So does a value that is not what its field wants: an address that is none, a host
name with an underscore, text beyond 65,535 characters. What changes on the way: half a surrogate pair becomes U+FFFD, what
nests deeper than 20 levels becomes JSON text, in ECS keys that Elasticsearch refuses (blank, or with an empty part between
dots) get an underscore, and what no index takes as one term is divided: a free-form text beyond 4,096 characters is the list
of its pieces (in \`unmapped\` \`path[0]\`, \`path[1]\` …), a key beyond 256 is its beginning and a digest, with the whole key in
the value.

An empty list or object is a value like any other: \`[]\` and \`{}\` in \`unmapped\` and \`auth0.event\`, as they are in
\`api.request.data\`. A list in \`unmapped\` is one value, its JSON text.

A record above 950,000 bytes would fit no destination. It is made again with long texts, long lists and deep objects cut, each
with a \`[cut …]\` in its place, and without \`raw_data\`; a field \`session_enricher_cut\` beside the event's own says how large
it was.

**Networks** (ASN, who runs it, country) are of every address of a record that has a field, the event's, \`client_ip\` and the
session's, where the tenant file names a database of its own ([tenant-file.md](tenant-file.md)); without one they are absent, and
nothing is guessed. What Auth0 says of an address goes before. A database is asked for the address as it came, also where
privacy shows it shortened, and for none that is not shown. Signals do not use it: they compare what Auth0 says with what
Auth0 says.

The JSON Schemas under [schemas](schemas) list the same fields and allow no others; the tests hold every emitted record
against them, and against the official schemas of OCSF and ECS.

The source of a field is the field of Auth0's log event, unless it says session: then it is the field of
\`GET /api/v2/sessions/{id}\`.
`;

const olderVersions = ocsfVersions.filter((version) => version !== latestOcsfVersion);

const ocsfIntroduction = `Which class a type has is the catalogue's: functions/log-event/log-type-table.ts. An unlisted type is a Base Event with
everything in \`unmapped\`. The class decides where things stand; \`metadata.correlation_uid\` holds the session ID in each.

${latestOcsfVersion} is the form that records are made in; ${olderVersions.join(' and ')} are made from it. What these lack is in \`unmapped\` as
\`ocsf.<path>\`: a scalar as text, an object or list as JSON text. Empty columns below mean all.
`;

const ecsIntroduction = `Ready documents: no ingest pipeline is needed. What ECS has no field for is under \`auth0\`, and nowhere else. The
templates for Elasticsearch and OpenSearch are in [index-templates](index-templates/README.md).
`;

const rawIntroduction = `\`{"log_id", "data"}\` as Auth0 sends it, so that parsers for Auth0's events go on working. All that is ours is in
\`data.details.session_enricher\`. Where an event has no \`details\`, it gets them; where \`details\` is no object, what it
was is in \`details.value\`.
`;

function toTable(fields: readonly Field[], withLimits = false): string {
  const header = withLimits ? ['Field', 'Type', 'From', 'Classes', 'Versions'] : ['Field', 'Type', 'From'];
  const rows = fields.map((field) => {
    const cells = [`\`${field.path}\``, toTypeText(field), field.source.replaceAll('<', '&lt;')];
    return withLimits ? [...cells, toClassText(field), toVersionText(field)] : cells;
  });
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.map((line) => line.replaceAll(/ {2,}/g, ' ')).join('\n')}\n`;
}

function toTypeText({ type, required }: Field): string {
  const text = type === 'texts' ? 'string[]' : type === 'numbers' ? 'number[]' : type;
  return required === true ? `${text}, always` : text;
}

function toClassText({ classes: only }: Field): string {
  if (only === undefined || only.length === classes.size) return '';
  return [...only].sort((a, b) => a - b).join(' ');
}

function toVersionText({ versions }: Field): string {
  return versions === undefined || versions.length === ocsfVersions.length ? '' : versions.join(' ');
}

/** A field may be listed once per class with other limits; the reader wants it once for each set of versions. */
function mergeByPath(fields: readonly Field[]): Field[] {
  const merged = new Map<string, Field>();
  for (const field of fields) {
    const key = `${field.path} ${field.versions?.join(' ') ?? ''} ${field.source}`;
    const before = merged.get(key);
    const both = before?.classes && field.classes ? [...before.classes, ...field.classes] : field.classes;
    merged.set(key, both === undefined ? field : { ...field, classes: [...new Set(both)] });
  }
  return [...merged.values()];
}
