/** `true` and `false`: looked at. `undefined`: not known, and never to be turned into `false`. */
export type Known = boolean | undefined;

/** True as soon as one part is, false only when every part is; without parts false. */
export function anyOf(...parts: readonly Known[]): Known {
  if (parts.includes(true)) return true;
  return parts.includes(undefined) ? undefined : false;
}

/** False as soon as one part is, true only when every part is; without parts true. */
export function allOf(...parts: readonly Known[]): Known {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

export function not(part: Known): Known {
  return part === undefined ? undefined : !part;
}

/** Compares what is known; one unknown side makes the comparison unknown. */
export function differs<Value>(one: Value | undefined, other: Value | undefined): Known {
  return one === undefined || other === undefined ? undefined : one !== other;
}
