import { type SignalStep, toAnswer } from './signal-step.ts';

/** Is one session used for unusually many applications? */
export const clientFanout: SignalStep = ({ session }, { clientFanoutThreshold }) => {
  const count = session?.clients?.count;
  return toAnswer(count === undefined ? undefined : count >= clientFanoutThreshold, () => ({
    fields: ['clients'],
    before: `fewer than ${clientFanoutThreshold}`,
    after: String(count),
    more: { count },
  }));
};
