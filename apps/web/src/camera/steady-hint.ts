/** What is said, and what may be said next once it has lasted. */
export interface SteadyHint<H> {
  shown: H;
  candidate: H;
  candidateSince: number;
}

/** Milliseconds a new hint must last before it replaces the one on screen: a flicker is not worth reading. */
const patienceMs = 250;

export const steadyFrom = <H>(hint: H, at: number): SteadyHint<H> => ({
  shown: hint,
  candidate: hint,
  candidateSince: at,
});

/** Takes in the hint of the newest frame (`at` in ms, not decreasing). */
export function steady<H>(before: SteadyHint<H>, hint: H, at: number): SteadyHint<H> {
  if (hint === before.shown) return { shown: hint, candidate: hint, candidateSince: at };
  if (hint !== before.candidate) return { ...before, candidate: hint, candidateSince: at };
  return at - before.candidateSince >= patienceMs ? steadyFrom(hint, at) : before;
}
