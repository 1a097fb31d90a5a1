import { LOW_RATING, type Ratings, SMALL_GROUP } from '@smart-presence/contract';

/** One rating of a session. */
export interface Rated {
  sessionId: string;
  rating: number;
  isNamed: boolean;
}

export interface Summary {
  /** null: may not be shown. */
  total: Ratings | null;
  /** Sessions whose ratings may be shown. */
  bySession: ReadonlyMap<string, Ratings>;
}

/**
 * What may be shown of ratings. A group with 1 to 4 ratings without a name is not broken out, and neither is a larger one
 * where the difference to the total would show such a group (complementary suppression, as in the statistics of censuses).
 */
export const summarise = (ratings: readonly Rated[]): Summary => {
  const unnamed = (group: readonly Rated[]) => group.filter(({ isNamed }) => !isNamed).length;
  const isSmall = (count: number) => count > 0 && count < SMALL_GROUP;
  if (isSmall(unnamed(ratings))) return { total: null, bySession: new Map() };
  const groups = [...Map.groupBy(ratings, ({ sessionId }) => sessionId)].map(([id, group]) => ({
    id,
    group,
    unnamed: unnamed(group),
  }));
  const hidden = groups.filter((each) => isSmall(each.unnamed));
  // The smallest of the others hide what is left over; groups of named ratings alone hide nothing.
  const others = groups.filter((each) => each.unnamed >= SMALL_GROUP).sort((a, b) => a.unnamed - b.unnamed);
  let left = hidden.reduce((sum, each) => sum + each.unnamed, 0);
  while (isSmall(left)) {
    const next = others.shift();
    if (!next) break;
    hidden.push(next);
    left += next.unnamed;
  }
  const isHidden = new Set(hidden.map(({ id }) => id));
  return {
    total: ratingsOf(ratings),
    bySession: new Map(
      groups.flatMap(({ id, group }) => {
        const own = isHidden.has(id) ? null : ratingsOf(group);
        return own ? [[id, own]] : [];
      }),
    ),
  };
};

/** @returns null without a rating. */
export const ratingsOf = (ratings: readonly Pick<Rated, 'rating'>[]): Ratings | null => {
  if (ratings.length === 0) return null;
  const counts = [1, 2, 3, 4, 5].map((value) => ratings.filter(({ rating }) => rating === value).length);
  const sum = ratings.reduce((total, { rating }) => total + rating, 0);
  const low = ratings.filter(({ rating }) => rating <= LOW_RATING).length;
  return { counts, average: Math.round((10 * sum) / ratings.length) / 10, low };
};
