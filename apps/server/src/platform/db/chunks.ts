/** Rows or ids per statement: well under the parameters either database takes. */
const CHUNK = 200;

/** A list in pieces that fit one statement each. */
export function* chunksOf<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += CHUNK) yield list.slice(from, from + CHUNK);
}

/** What `read` finds for each piece of a list, together. An empty list is not asked about. */
export const inChunks = async <I, T>(list: readonly I[], read: (chunk: readonly I[]) => Promise<T[]>): Promise<T[]> => {
  const found: T[] = [];
  for (const chunk of chunksOf(list)) found.push(...(await read(chunk)));
  return found;
};
