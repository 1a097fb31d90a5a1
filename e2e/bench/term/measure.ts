import type { Db } from '@smart-presence/server/platform/db/index.ts';

export interface Measured {
  /** Milliseconds, shortest first. */
  times: number[];
  /** Queries of the last round. */
  perRound: number;
  /** What the last round answered. */
  result: string;
}

/** The handle, and how many statements went through it. */
export function countingQueries(db: Db): { db: Db; queries: () => number } {
  let count = 0;
  const counting = db.withPlugin({
    transformQuery: ({ node }) => {
      count += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  return { db: counting, queries: () => count };
}

/** Takes the time of some work, again and again. */
export async function measured(props: {
  rounds: number;
  work: (round: number) => Promise<string>;
  queries: () => number;
}): Promise<Measured> {
  const times: number[] = [];
  let [perRound, result] = [0, ''];
  for (let round = 0; round < props.rounds; round += 1) {
    const before = props.queries();
    const started = performance.now();
    result = await props.work(round);
    times.push(performance.now() - started);
    perRound = props.queries() - before;
  }
  return { times: times.sort((a, b) => a - b), perRound, result };
}
