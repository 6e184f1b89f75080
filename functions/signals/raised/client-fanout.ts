import { type SessionStep, toAnswer } from '../signal-step.ts';

/** Is one session used for unusually many applications? */
export const clientFanout: SessionStep = ({ clients }, { clientFanoutThreshold }) => {
  const count = clients?.count;
  return toAnswer(count === undefined ? undefined : count >= clientFanoutThreshold, () => ({
    fields: ['clients'],
    before: `fewer than ${clientFanoutThreshold}`,
    after: String(count),
    more: { count },
  }));
};
