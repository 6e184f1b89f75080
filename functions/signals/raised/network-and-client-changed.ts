import { toOutsideLegs } from './event-outside-session.ts';
import type { SignalName } from '../signal-names.ts';
import { answerOf, type SignalAnswer, type SignalStep, toAnswer } from '../signal-step.ts';
import { allOf, type Known } from '../three-valued.ts';

/**
 * Did network AND client change? Each alone has a hundred innocent reasons; together they are what a stolen session
 * cookie looks like.
 *
 * Built on other signals' answers, those that an allow-list explains left out. Those that compare the event, or an
 * earlier one, can add a yes, but their not knowing takes nothing away.
 */
export const networkAndClientChanged: SignalStep = (reading, settings, answers) => {
  const asn = answerOf('asn_changed', answers);
  const ip = answerOf('ip_changed', answers);
  const travel = answerOf('impossible_travel', answers);
  const userAgent = answerOf('user_agent_changed', answers);
  const scripted = answerOf('scripted_user_agent', answers);
  const isOutside = answerOf('event_outside_session', answers);
  // Nearly always; the rest is for the few.
  if (!(asn || ip || travel || userAgent || scripted || isOutside))
    return (asn ?? ip) === false || userAgent === false ? false : undefined;

  const outside = isOutside ? toOutsideLegs(reading, settings) : undefined;
  const isSure = reading.hasRaced === false;
  const network = toSide(
    asn === undefined ? ['ip_changed', isOfOtherPrefix(ip)] : ['asn_changed', toWeight(asn)],
    ['impossible_travel', toWeight(travel)],
    ['event_outside_session', isSure && outside?.network && !outside.allowed.network],
  );
  const client = toSide(
    ['user_agent_changed', toWeight(userAgent)],
    ['scripted_user_agent', toWeight(scripted)],
    ['event_outside_session', isSure && outside?.client && !outside.allowed.client],
  );
  return toAnswer(allOf(network.value, client.value), () => ({
    more: { because: [...new Set([...network.because, ...client.because])] },
  }));
};

type Part = readonly [name: SignalName, value: Known];

/** The first part decides; the others can add a yes. */
function toSide(...parts: readonly [Part, ...Part[]]) {
  const because = parts.filter(([, value]) => value === true).map(([name]) => name);
  return { value: because.length > 0 || parts[0][1], because };
}

/** An answer as it counts here: explained is as good as no. */
function toWeight(answer: SignalAnswer): Known {
  return answer && answer.allowed === undefined;
}

/** Where a number is missing, another prefix stands for another network. */
function isOfOtherPrefix(answer: SignalAnswer): Known {
  const value = toWeight(answer);
  return value ? answer && answer.more?.['same_prefix'] === false : value;
}
