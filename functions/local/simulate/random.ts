/** From 0 up to 1; the same numbers for the same seed. */
export type Random = () => number;

/** Mulberry32: 32 bits of state are plenty for traffic. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The pause before the next of events that come at random, `mean` apart. */
export function pause(random: Random, mean: number): number {
  return -Math.log(1 - random()) * mean;
}
