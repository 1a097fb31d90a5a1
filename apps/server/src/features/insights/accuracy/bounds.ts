import type { BoundedShare } from '@smart-presence/contract';

/** Chance that the true share lies below the lower bound, and again that it lies above the upper one. */
export const TAIL = 0.05;

/**
 * Exact bounds of a share, Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the
 * binomial", Biometrika 26 (1934): the shares at which so many or more, or so many or fewer, come up with probability `tail`.
 * They hold for independent trials. @returns 0 and 1 where nothing was tried.
 */
export const boundsOf = (count: number, of: number, tail = TAIL): { low: number; high: number } => ({
  // P(X ≥ k | p) = I_p(k, n − k + 1), DLMF 8.17.5.
  low: count === 0 ? 0 : shareWhere((share) => incompleteBeta(share, count, of - count + 1) < tail),
  high: count >= of ? 1 : shareWhere((share) => incompleteBeta(share, count + 1, of - count) < 1 - tail),
});

export const boundedShare = (count: number, of: number): BoundedShare => ({ count, of, ...boundsOf(count, of) });

/** Where the answer turns from true to false, by halving. */
const shareWhere = (isBelow: (share: number) => boolean): number => {
  let [low, high] = [0, 1];
  for (let turn = 0; turn < 80 && high - low > 1e-9 * high; turn += 1) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

/** The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22, Lentz's method). */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean; the other is its mirror.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  return front * continuedFraction(x, a, b);
};

const TINY = 1e-300;
const notZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

const continuedFraction = (x: number, a: number, b: number): number => {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return result;
};

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(z) for z ≥ 0.5 (Lanczos 1964, g = 7, nine terms): some fifteen digits. */
const lnGamma = (z: number): number => {
  const x = z - 1;
  const base = x + 7.5;
  const sum = LANCZOS.reduce((total, term, at) => total + term / (x + at + 1), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(base) - base + Math.log(sum);
};
