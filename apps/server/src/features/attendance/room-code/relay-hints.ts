/** One use of a room code, as far as others are compared with it. */
export interface ComparedUse {
  /** Hidden network. */
  network: string;
  /** From the middle of the place, with the 95% radius the device claimed; null: not known. */
  metres: number | null;
  accuracy: number | null;
}

export interface RelayFacts {
  /** Milliseconds from when the code was first shown until it was used. */
  age: number;
  own: ComparedUse;
  /** Other students' uses in the same session around the same time. */
  others: readonly ComparedUse[];
}

export interface RelayHints {
  /** Used when it was not shown any more. */
  late: boolean;
  /** The others are on one network, this student is not. */
  otherNetwork: boolean;
  /** Surely much farther from the place, or much nearer to it, than the others. */
  apart: boolean;
  secondsAfterShown: number;
  comparedWith: number;
}

/** Fewer others are no crowd to stand out from. */
const CROWD = 4;
/** Share of the others that makes a network theirs. */
const MOST = 0.8;
/** Metres beyond what both accuracies explain: another building, not another row. */
export const APART_M = 300;

/**
 * What speaks for a code's having been passed on. Each hint alone happens to honest people: slow fingers, mobile data, a
 * bad position. They are evidence and at most a flag, never a refusal.
 */
export const relayHints = ({ age, own, others }: RelayFacts, shownMs: number): RelayHints => ({
  late: age >= shownMs,
  otherNetwork: isOnOtherNetwork(own, others),
  apart: isApart(own, others),
  secondsAfterShown: Math.round(age / 1000),
  comparedWith: others.length,
});

/** Distance speaks for itself; the two weak hints only together. */
export const mayBePassedOn = ({ late, otherNetwork, apart }: RelayHints): boolean => apart || (late && otherNetwork);

const isOnOtherNetwork = ({ network }: ComparedUse, others: readonly ComparedUse[]): boolean => {
  if (others.length < CROWD || others.some((other) => other.network === network)) return false;
  const counts = new Map<string, number>();
  for (const other of others) counts.set(other.network, (counts.get(other.network) ?? 0) + 1);
  return Math.max(...counts.values()) >= others.length * MOST;
};

const isApart = (own: ComparedUse, others: readonly ComparedUse[]): boolean => {
  const known = others.filter((other) => other.metres !== null);
  if (own.metres === null || known.length < CROWD) return false;
  const middle = median(known.map((other) => other.metres ?? 0));
  const doubt = (own.accuracy ?? 0) + median(known.map((other) => other.accuracy ?? 0));
  return Math.abs(own.metres - middle) > APART_M + doubt;
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
