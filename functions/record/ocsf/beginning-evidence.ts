import { readObject } from '../../log-event/read-value.ts';
import type { EventModel } from '../event-model.ts';
import { readIp, readText } from '../reading/read-values.ts';
import { toIndexable } from '../text/to-indexable.ts';
import { toJsonText } from '../text/to-json-text.ts';
import type { OcsfRecord } from './ocsf-record.ts';

/**
 * Two evidences of a finding, the place where the session is used and the one where it began: address and network in
 * `src_endpoint`, program and time in `data`, for which evidences have no attribute.
 */
export function addBeginning(
  { session, userAgent, timeMs, networks }: EventModel,
  record: OcsfRecord,
  asText: boolean,
): void {
  const toData = (data: object) => (asText ? toJsonText(data) : toIndexable(data));
  const [used] = record.evidences ?? [];
  const program = userAgent === undefined ? {} : { user_agent: userAgent };
  if (used !== undefined) {
    used.data = toData({ role: 'used', time: new Date(timeMs).toISOString(), ...program });
  }
  const initialUserAgent = readText(readObject(session?.session.device)?.['initial_user_agent']);
  if (session === undefined || (session.initialIp === undefined && initialUserAgent === undefined)) return;
  const { createdMs } = session;
  const initialIp = readIp(session.initialIp);
  const network = initialIp === undefined ? undefined : networks?.get(initialIp);
  const initialAsn = session.initialAsn ?? network?.asn;
  const organization = network?.asn === initialAsn ? network?.organization : undefined;
  record.evidences = [
    ...(record.evidences ?? []),
    {
      ...(initialIp !== undefined && {
        src_endpoint: {
          ip: initialIp,
          ...(initialAsn !== undefined && {
            autonomous_system: {
              number: initialAsn,
              ...(organization !== undefined && { name: organization }),
            },
          }),
          ...(network?.country !== undefined && { location: { country: network.country } }),
        },
      }),
      data: toData({
        role: 'began',
        ...(createdMs !== undefined && { time: new Date(createdMs).toISOString() }),
        ...(initialUserAgent !== undefined && { user_agent: initialUserAgent }),
      }),
    },
  ];
}
