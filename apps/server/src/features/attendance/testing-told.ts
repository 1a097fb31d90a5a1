import type { Db } from '../../platform/db/index.ts';

/** What people were told, in order: kind, whom, and what it says. */
export const toldTo = async (db: Db, personId?: string) => {
  let query = db.selectFrom('notification').select(['kind', 'personId', 'data', 'at', 'expiresAt', 'cause']);
  if (personId !== undefined) query = query.where('personId', '=', personId);
  const rows = await query.orderBy('at').orderBy('id').execute();
  return rows.map(({ data, ...row }) => ({ ...row, data: JSON.parse(data) as Record<string, unknown> }));
};

/** Who was told of a kind, sorted. */
export const toldOf = async (db: Db, kind: string): Promise<string[]> =>
  (await toldTo(db))
    .filter((row) => row.kind === kind)
    .map(({ personId }) => personId)
    .sort();
