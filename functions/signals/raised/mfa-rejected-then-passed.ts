import type { FactorStep } from '../../ledger/fact.ts';
import { toEarlierSightings } from '../reading/earlier-sightings.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import type { SignalStep } from '../signal-step.ts';
import { toTimeText } from './time-text.ts';

const withinMs = 10 * 60_000;
const mostRejections = 2;
const mostPushes = 4;

/**
 * Was a second factor passed after it had been rejected twice, or pushed four times, within ten minutes: somebody was
 * asked until they gave in? Raised on the factor and on the login that it let through, as one incident.
 */
export const mfaRejectedThenPassed: SignalStep = (reading) => {
  const { type, event, past } = reading;
  const { atMs } = event;
  if ((type !== 'gd_auth_succeed' && type !== 's') || atMs === undefined || past === undefined)
    return undefined;
  const steps = toSteps(reading, atMs);
  const rejections = steps.filter(({ step }) => step === 'rejected');
  const pushes = steps.filter(({ step }) => step === 'push');
  const isAsked = rejections.length >= mostRejections || pushes.length >= mostPushes;
  const isKnown = past.session?.isKnown !== false && past.user?.isKnown !== false;
  const first = steps[0];
  if (!isAsked || first === undefined) return isKnown && (past.session ?? past.user) ? false : undefined;
  return {
    fields: ['type', 'date'],
    before: `${rejections.length} rejections, ${pushes.length} pushes since ${toTimeText(first.atMs)}`,
    after: `passed at ${toTimeText(atMs)}`,
    more: {
      rejections: rejections.length,
      pushes: pushes.length,
      minutes: Math.round((atMs - first.atMs) / 60_000),
      since: toTimeText(first.atMs),
    },
  };
};

/** Of the ten minutes before; a login answers for those since the one before it. */
function toSteps(reading: SignalReading, atMs: number): readonly FactorStep[] {
  const { past, type } = reading;
  const before =
    type === 's' ? toEarlierSightings(reading).findLast(({ kind }) => kind !== 'other') : undefined;
  const fromMs = Math.max(atMs - withinMs, before?.atMs ?? -Infinity);
  const steps = new Map<string, FactorStep>();
  for (const factors of [past?.session?.view.factors, past?.user?.view.factors]) {
    for (const factor of factors ?? []) {
      if (factor.atMs < fromMs || (factor.step !== 'rejected' && factor.step !== 'push')) continue;
      steps.set(factor.tag, factor);
    }
  }
  return [...steps.values()].sort((a, b) => a.atMs - b.atMs);
}
