import * as z from 'zod';
import { factNames, plainAnswerNames, signalNames } from '../../functions/signals/signal-names.ts';
import { signalSeverities } from '../../functions/signals/settings/signal-severities.ts';
import { addressRange } from './tenant-addresses.ts';
import { choice, list, object, text, whole } from './tenant-fields.ts';

/** What a record may say of signals, by name. */
const names = [...signalNames, ...plainAnswerNames, ...factNames] as const;

const asn = whole(1, 4_294_967_294);

export const signalsSchema = object({
  disabled: list(choice(names), 100).optional(),
  clientFanoutThreshold: whole(2, 10_000).optional(),
  impossibleTravel: object({ km: whole(1, 20_000).optional(), kmh: whole(1, 20_000).optional() }).optional(),
  sessionGoneWithinSeconds: whole(1, 31_536_000, 'seconds').optional(),
  authTooOldSeconds: whole(1, 31_536_000, 'seconds').optional(),
  mfaTooOldSeconds: whole(1, 31_536_000, 'seconds').optional(),
  sessionTooOldSeconds: whole(1, 31_536_000, 'seconds').optional(),
  idleTooLongSeconds: whole(1, 31_536_000, 'seconds').optional(),
  hostingAsns: list(asn, 200).optional(),
  sessionMarkers: list(text(/^(?=.*\S)[\x20-\x7e]{1,128}$/, 'a text of a user agent'), 20).optional(),
  severity: object(
    Object.fromEntries(signalNames.map((name) => [name, choice(signalSeverities).optional()])),
  ).optional(),
  transitionOnly: list(choice(signalNames), 100).optional(),
  allow: object({
    asns: list(asn, 200).optional(),
    asnPairs: list(z.tuple([asn, asn], 'two AS numbers'), 200).optional(),
    prefixes: list(addressRange, 200).optional(),
    clientIds: list(text(/^[\x21-\x7e]{1,128}$/, 'a client ID'), 100).optional(),
  }).optional(),
}).describe('Thresholds and exceptions of the signals; docs/tenant-file.md explains each.');
