/** What an edit names; null clears, absent is not named. */
export const given = <T extends object>(set: T): Partial<T> =>
  Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as Partial<T>;
