import { type Field, toFields } from './field.ts';
import { enrichmentRows, networkRows, observedRows, signalRows } from './shared-fields.ts';

/** What is added to Auth0's own shape, all in `data.details.session_enricher`. */
export const rawFields: readonly Field[] = toFields([
  ['version', 'string', "session-enricher's version"],
  ...enrichmentRows,
  ['session', 'object', 'the session as Auth0 sent it; session_metadata only by allow-list'],
  ...observedRows.map(([path, ...rest]) => [`observed.${path}`, ...rest] as const),
  ...networkRows,
  ...signalRows.map(([path, ...rest]) => [`signals.${path}`, ...rest] as const),
]);
