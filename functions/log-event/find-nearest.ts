/** The text that takes the fewest changed letters, among those that end in it where there are such; undefined of none. */
export function findNearest(text: string, known: Iterable<string>): string | undefined {
  let nearest: { readonly text: string; readonly distance: number } | undefined;
  for (const other of known) {
    // `last_ip` stands for `session.device.last_ip`, however much is missing before it.
    const isEnd = other.endsWith(`.${text}`);
    const distance = isEnd ? other.split('.').length / 100 : toDistance(text, other);
    if (nearest === undefined || distance < nearest.distance) nearest = { text: other, distance };
  }
  return nearest?.text;
}

/** Levenshtein's, capitals and small letters alike. */
export function toDistance(one: string, other: string): number {
  const [from, to] = [one.toLowerCase(), other.toLowerCase()];
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const swap = above[column - 1]! + (from.charAt(row - 1) === to.charAt(column - 1) ? 0 : 1);
      line.push(Math.min(swap, above[column]! + 1, line[column - 1]! + 1));
    }
    above = line;
  }
  return above[to.length]!;
}
