import type { EventModel } from '../event-model.ts';
import { toJsonText } from '../text/to-json-text.ts';
import { type EventKind, toEventKind } from './event-kind.ts';

/** ECS's `event.*`. */
export function toEventFields(model: EventModel, rawData: boolean): Record<string, unknown> {
  const { logType, type, uid, statusId } = model;
  const kind = toEventKind(model);
  return {
    id: uid,
    ...kind,
    action: toKebab(logType?.description ?? type ?? 'unknown'),
    ...(type !== undefined && { code: type }),
    outcome: toOutcome(kind, statusId),
    severity: model.severityId,
    module: 'auth0',
    dataset: 'auth0.session',
    provider: 'auth0',
    ...(rawData && { original: toJsonText({ log_id: uid, data: model.data }) }),
  };
}

function toOutcome({ kind }: EventKind, statusId: number): string {
  if (kind === 'alert') return 'unknown';
  return statusId === 1 ? 'success' : statusId === 2 ? 'failure' : 'unknown';
}

function toKebab(text: string): string {
  const words = text
    .slice(0, 256)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return words.replace(/^-|-$/g, '') || 'unknown';
}
