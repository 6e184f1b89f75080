/** How a command is called in a clone of the repository: every text of ours says it so. */
export const calledInClone = 'npm run --silent cli --';

/** The same text for somebody who calls the commands by `program`. */
export function calledAs(program: string | undefined, text: string): string {
  return program === undefined ? text : text.replaceAll(calledInClone, program);
}
