/** Chance that repeats itself: the same seed gives the same pictures on every machine. */
export interface Random {
  /** Evenly in [from, to). */
  between(from: number, to: number): number;
  /** About normally distributed, mean 0, deviation 1. */
  normal(): number;
  pick<T>(items: readonly T[]): T;
  /** Another, independent source, named so that adding one does not change the others. */
  fork(name: string): Random;
}

export function seeded(seed: string): Random {
  let state = hashOf(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (from, to) => from + (to - from) * next(),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => items[Math.floor(next() * items.length)]!,
    fork: (name) => seeded(`${seed}/${name}`),
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
