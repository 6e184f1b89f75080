/** An object or a list that the scan is inside of: its keys so far, if it has keys, and where in it the scan is. */
interface Level {
  readonly keys: Set<string> | undefined;
  step: PropertyKey;
  isBeforeKey: boolean;
}

/**
 * Paths of the keys that an object has more than once: `JSON.parse` takes the last one and says nothing of the others.
 * The text has to be JSON.
 */
export function findRepeatedKeys(json: string): PropertyKey[][] {
  const repeated: PropertyKey[][] = [];
  const levels: Level[] = [];
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ keys: new Set(), step: '', isBeforeKey: true });
    else if (token === '[') levels.push({ keys: undefined, step: 0, isBeforeKey: false });
    else if (token === '}' || token === ']') levels.pop();
    else if (!level) continue;
    else if (token === ',') {
      if (level.keys) level.isBeforeKey = true;
      else level.step = Number(level.step) + 1;
    } else if (level.keys && level.isBeforeKey) {
      level.step = JSON.parse(token) as string;
      level.isBeforeKey = false;
      if (level.keys.has(level.step)) repeated.push(levels.map(({ step }) => step));
      level.keys.add(level.step);
    }
  }
  return repeated;
}
