import { setTimeout as pause } from 'node:timers/promises';

/** Middle of the sorted values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface InterleaveProps<Name extends string> {
  /** What to time, by name; answers with the milliseconds it measured itself, by stage, if any. */
  contestants: Record<Name, () => Promise<Record<string, number>>>;
  rounds: number;
  warmUps?: number;
}

/** `total`: wall clock; `cpu`: processor time of the whole process, all threads; ms. */
export interface Timing {
  total: number;
  cpu: number;
  stages: Record<string, number>;
}

/** Between turns: what V8 still clears away and compiles for one contestant must not fall on the next one's account. */
const PAUSE_MS = 100;

/**
 * Times contestants in turn, round after round, so that what else the machine does falls on all alike.
 * @returns medians. On a busy machine trust the processor time.
 */
export async function interleave<Name extends string>(props: InterleaveProps<Name>): Promise<Record<Name, Timing>> {
  const { contestants, warmUps = 4 } = props;
  const names = Object.keys(contestants) as Name[];
  const rounds = new Map<Name, Timing[]>(names.map((name) => [name, []]));
  for (let round = -warmUps; round < props.rounds; round++) {
    for (const name of names) {
      await pause(PAUSE_MS);
      const cpuBefore = process.cpuUsage();
      const start = performance.now();
      const stages = await contestants[name]();
      const total = performance.now() - start;
      const { user, system } = process.cpuUsage(cpuBefore);
      if (round >= 0) rounds.get(name)!.push({ total, cpu: (user + system) / 1000, stages });
    }
  }
  const middle = (timings: readonly Timing[]): Timing => ({
    total: median(timings.map(({ total }) => total)),
    cpu: median(timings.map(({ cpu }) => cpu)),
    stages: medians(timings.map(({ stages }) => stages)),
  });
  return Object.fromEntries(names.map((name) => [name, middle(rounds.get(name)!)])) as Record<Name, Timing>;
}

function medians(records: readonly Record<string, number>[]): Record<string, number> {
  const names = Object.keys(records[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(records.map((record) => record[name]!))]));
}

/** Longest time the event loop was held while `work` ran, ms beyond the 1 ms asked for. */
export async function longestGap(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  await work();
  clearInterval(timer);
  return longest;
}
