/**
 * Exact 95% bounds of a share (Clopper and Pearson 1934): the shares at which so many successes or more, or so many or
 * fewer, would come up in 2.5% of the cases.
 */
export function clopperPearson(successes: number, n: number): [low: number, high: number] {
  if (n === 0) return [0, 1];
  const low = successes === 0 ? 0 : bisect((share) => 1 - atMost(successes - 1, n, share) < 0.025);
  const high = successes === n ? 1 : bisect((share) => atMost(successes, n, share) > 0.025);
  return [low, high];
}

/** The share where the answer turns from true to false. */
function bisect(below: (share: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability of k or fewer of n. */
function atMost(k: number, n: number, share: number): number {
  let term = n * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let i = 1; i <= k; i++) {
    term += Math.log((n - i + 1) / i) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}
