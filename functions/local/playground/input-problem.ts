import { findJsonFault } from './json-fault.ts';

/** A part of somebody's input that could not be read, so that they find and mend it. */
export interface InputProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
  /** Text around the place; `at` is what stands there, and may be empty at an end. */
  readonly excerpt: { readonly before: string; readonly at: string; readonly after: string };
}

const around = 28;

/** Finds each refused part in the input again, in order, and in it the first place that is wrong. */
export function locateProblems(
  input: string,
  refused: readonly { readonly text: string; readonly reason: string }[],
): readonly InputProblem[] {
  let from = 0;
  return refused.map(({ text, reason }) => {
    const begunAt = Math.max(0, input.indexOf(text, from));
    from = begunAt + text.length;
    const fault = findJsonFault(text);
    const at = begunAt + (fault?.at ?? 0);
    return { ...toPlace(input, at), reason: fault?.problem ?? reason, excerpt: toExcerpt(input, at) };
  });
}

function toPlace(input: string, at: number): { readonly line: number; readonly column: number } {
  const before = input.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

/** Of the one line. */
function toExcerpt(input: string, at: number): InputProblem['excerpt'] {
  const begin = input.lastIndexOf('\n', at - 1) + 1;
  const newline = input.indexOf('\n', at);
  const end = newline < 0 ? input.length : newline;
  const left = Math.max(begin, at - around);
  const right = Math.min(end, at + 1 + around);
  return {
    before: `${left > begin ? '…' : ''}${input.slice(left, at)}`,
    at: input.slice(at, Math.min(end, at + 1)),
    after: `${input.slice(at + 1, right)}${right < end ? '…' : ''}`,
  };
}
