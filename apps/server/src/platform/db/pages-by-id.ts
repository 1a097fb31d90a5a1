/** Rows per page. */
const PAGE = 500;

/**
 * Every row of a table that may be long, in the order of ids, a page at a time.
 * @param page rows whose id comes after the one given, in the order of ids, at most so many.
 */
export async function* pagesById<R extends { id: string }>(
  page: (after: string, limit: number) => Promise<R[]>,
): AsyncGenerator<R> {
  for (let after = ''; ; ) {
    const rows = await page(after, PAGE);
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last.id;
  }
}
