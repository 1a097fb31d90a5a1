import { randomInt } from 'node:crypto';
import { distanceBins, distanceStep, type ImpostorScores } from '@smart-presence/contract';
import { distanceBetween } from '@smart-presence/face';
import { chunksOf, type Db, type Trx } from '../../platform/db/index.ts';
import { serviceFor } from './service.ts';
import { type Meeting, usableModels } from './vault/index.ts';

export interface TemplateComparison {
  /** The application's database handle, never a transaction: it takes seconds. */
  db: Db;
  /** Pairs up to this distance are named, the nearest first. */
  alikeLimit: number;
  breathe: () => Promise<void>;
  progress: (done: number, total: number) => void;
}

/** The nearest pairs found. Ids and a band; distances stay behind. */
export interface AlikePair {
  personId: string;
  otherId: string;
  band: number;
}

export interface Compared {
  scores: ImpostorScores;
  alike: AlikePair[];
  /** All within the limit; `alike` holds the nearest. */
  alikeCount: number;
}

/** Four and a half million pairs: some ten seconds of one core in small slices. Of more people so many are drawn. */
export const MOST_COMPARED = 3_000;
const MOST_NAMED = 500;
const BAND = 0.05;

/** Which entry of a histogram a distance is counted in. */
export const binOf = (distance: number): number =>
  // Numbers of 32 bits: what is a step to within their rounding counts as one.
  Math.min(distanceBins - 1, Math.max(0, Math.ceil(distance / distanceStep - 1e-4) - 1));

/** How many fell where. */
export const histogramOf = (distances: Iterable<number>): number[] => {
  const histogram = emptyHistogram();
  for (const distance of distances) countIn(histogram, distance);
  return histogram;
};

const countIn = (histogram: number[], distance: number): void => {
  const bin = binOf(distance);
  histogram[bin] = (histogram[bin] ?? 0) + 1;
};

export const emptyHistogram = (): number[] => new Array<number>(distanceBins).fill(0);

/**
 * Compares the usable templates of different students with each other: those of the descriptor most of them are of. Only counts
 * leave, and who is alike; of more than `MOST_COMPARED` students a random sample is taken.
 * @returns undefined when there are not two to compare.
 */
export const compareTemplates = async (comparison: TemplateComparison): Promise<Compared | undefined> => {
  const { db, breathe, progress } = comparison;
  const { vault } = serviceFor(db);
  const all = await usableModels(db);
  const model = commonest(all.map(({ modelId }) => modelId));
  const own = all.filter(({ modelId }) => modelId === model).map(({ personId }) => personId);
  if (model === undefined || own.length < 2) return undefined;
  const personIds = draw(own, MOST_COMPARED);
  const tally = startTally(comparison.alikeLimit);
  const pause = async (done: number, total: number) => {
    progress(done, total);
    await breathe();
  };
  await vault.eachPair(db, { modelId: model, personIds, breathe: pause }, tally.count);
  const { histogram, nearest, pairs, alike, unreadable } = tally;
  const people = nearest.size;
  if (people < 2) return undefined;
  return {
    scores: {
      model,
      people,
      enrolled: own.length,
      pairs: pairs(),
      histogram,
      nearest: histogramOf(nearest.values()),
      otherModel: all.length - own.length,
      unreadable: unreadable.size,
    },
    alike: alike
      .toSorted((a, b) => a.distance - b.distance)
      .slice(0, MOST_NAMED)
      .map(({ distance, ...pair }) => ({ ...pair, band: Math.floor(distance / BAND + 1e-9) })),
    alikeCount: alike.length,
  };
};

/** Counts what a meeting shows, while the vault lends the templates. */
const startTally = (alikeLimit: number) => {
  const histogram = emptyHistogram();
  const nearest = new Map<string, number>();
  const alike: { personId: string; otherId: string; distance: number }[] = [];
  const unreadable = new Set<string>();
  let pairs = 0;
  const note = (one: string, other: string, distance: number): void => {
    pairs += 1;
    countIn(histogram, distance);
    if (distance < (nearest.get(one) ?? Number.POSITIVE_INFINITY)) nearest.set(one, distance);
    if (distance < (nearest.get(other) ?? Number.POSITIVE_INFINITY)) nearest.set(other, distance);
    if (distance > alikeLimit) return;
    const [personId, otherId] = one < other ? [one, other] : [other, one];
    alike.push({ personId, otherId, distance });
  };
  const count = ({ left, right, unreadable: closed }: Meeting): void => {
    for (const id of closed) unreadable.add(id);
    left.forEach((one, at) => {
      for (const other of right ?? left.slice(at + 1))
        note(one.personId, other.personId, distanceBetween(one.values, other.values));
    });
  };
  return { histogram, nearest, alike, unreadable, pairs: () => pairs, count };
};

const commonest = (values: readonly string[]): string | undefined => {
  const times = new Map<string, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times].sort(([, a], [, b]) => b - a)[0]?.[0];
};

/** So many of them, each as likely as any other. */
const draw = (ids: readonly string[], most: number): string[] => {
  if (ids.length <= most) return [...ids];
  const rest = [...ids];
  return Array.from({ length: most }, () => {
    const [drawn] = rest.splice(randomInt(rest.length), 1);
    return drawn ?? '';
  });
};

/** The pairs of the newest study take the place of those before; whoever's template is gone meanwhile is in none. */
export const keepAlike = async (trx: Trx, pairs: readonly AlikePair[]): Promise<void> => {
  await trx.deleteFrom('lookAlike').execute();
  const there = new Set((await usableModels(trx)).map(({ personId }) => personId));
  const kept = pairs.filter(({ personId, otherId }) => there.has(personId) && there.has(otherId));
  for (const some of chunksOf(kept))
    await trx
      .insertInto('lookAlike')
      .values([...some])
      .execute();
};

/** Pairs of the newest study, the nearest bands first. */
export const alikePairs = async (db: Db): Promise<(AlikePair & { from: number; to: number })[]> => {
  const rows = await db.selectFrom('lookAlike').selectAll().orderBy('band').orderBy('personId').execute();
  const round = (value: number) => Math.round(value * 100) / 100;
  return rows.map((row) => ({ ...row, from: round(row.band * BAND), to: round((row.band + 1) * BAND) }));
};
