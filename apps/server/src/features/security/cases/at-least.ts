/** The chance of at least so many hits in independent trials: the upper tail of the binomial distribution, summed in logarithms. */
export const atLeast = ({ hits, of, share }: { hits: number; of: number; share: number }): number => {
  if (hits <= 0) return 1;
  let sum = 0;
  for (let n = hits; n <= of; n += 1)
    sum += Math.exp(logChoose(of, n) + n * Math.log(share) + (of - n) * Math.log(1 - share));
  return Math.min(1, Math.max(sum, Number.MIN_VALUE));
};

const logChoose = (of: number, n: number): number => {
  let log = 0;
  for (let i = 1; i <= n; i += 1) log += Math.log((of - n + i) / i);
  return log;
};
