import type { SignalReading } from '../reading/signal-reading.ts';
import type { SignalName } from '../signal-names.ts';
import { answerOf, type SignalAnswer, type SignalStep, toAnswer } from '../signal-step.ts';
import { allOf, type Known } from '../three-valued.ts';

/**
 * Is the event from another network AND another program than its session began with? Each alone has a hundred innocent
 * reasons; together they are what a stolen session cookie looks like. True for as long as the second place is in use.
 *
 * Built on other signals' answers, those that the tenant's allow-list explains left out. Relays do not explain it: they
 * are open to everybody.
 */
export const networkAndClientChanged: SignalStep = (reading, _settings, answers) => {
  if (!reading.isFromBrowser) return undefined;
  const asn = answerOf('asn_changed', answers);
  const ip = answerOf('ip_changed', answers);
  const network = toSide(
    asn === undefined ? ['ip_changed', isOfOtherNetwork(ip, reading)] : ['asn_changed', toWeight(asn)],
    ['impossible_travel', toWeight(answerOf('impossible_travel', answers))],
  );
  if (network.value === false) return false;
  const client = toSide(
    ['user_agent_changed', toWeight(answerOf('user_agent_changed', answers))],
    ['scripted_user_agent', toWeight(answerOf('scripted_user_agent', answers))],
    ['browser_downgraded', toWeight(answerOf('browser_downgraded', answers))],
    ['tls_fingerprint_changed', toWeight(answerOf('tls_fingerprint_changed', answers))],
  );
  return toAnswer(allOf(network.value, client.value), () => ({
    more: { because: [...network.toBecause(), ...client.toBecause()] },
  }));
};

type Part = readonly [name: SignalName, value: Known];

/** The first part decides; the others can add a yes. */
function toSide(...parts: readonly [Part, ...Part[]]) {
  const isTrue = ([, value]: Part) => value === true;
  return {
    value: parts.some(isTrue) || parts[0][1],
    toBecause: () => parts.filter(isTrue).map(([name]) => name),
  };
}

/** An answer as it counts here: explained by the tenant is as good as no. */
function toWeight(answer: SignalAnswer): Known {
  return answer && (answer.allowed === undefined || answer.isRelay === true);
}

/** Where a number is missing, another prefix stands for another network; from IPv4 to IPv6 nothing follows. */
function isOfOtherNetwork(answer: SignalAnswer, { legs }: SignalReading): Known {
  const value = toWeight(answer);
  if (!value) return value;
  return legs.network === undefined ? undefined : legs.network === 'last' || legs.network === 'neither';
}
