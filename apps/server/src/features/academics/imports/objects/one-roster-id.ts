import type { Db } from '../../../../platform/db/index.ts';
import type { ObjectStore } from '../plan.ts';

export type LinkedKind = 'department' | 'term' | 'course' | 'person' | 'section';

export interface OneRosterIdObject {
  kind: LinkedKind;
  /** What the other system calls it. */
  sourcedId: string;
  objectId: string;
}

export const linkId = (kind: LinkedKind, sourcedId: string): string => `${kind} ${sourcedId}`;

const PAGE = 1000;

/** All of them, some hundred at a time. */
export async function* oneRosterIds(db: Db): AsyncGenerator<[id: string, link: OneRosterIdObject]> {
  for (let after = ''; ; ) {
    const page = await db
      .selectFrom('oneRosterId')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { id, ...fields } of page) yield [id, fields];
    const last = page.at(-1);
    if (page.length < PAGE || !last) return;
    after = last.id;
  }
}

export const oneRosterIdObjects: ObjectStore = {
  table: 'one_roster_id',
  parts: [],
  read: async (trx, ids) => {
    const rows = await trx.selectFrom('oneRosterId').selectAll().where('id', 'in', ids).execute();
    return new Map(rows.map(({ id, ...fields }) => [id, fields]));
  },
  write: async (trx, objects) => {
    await trx
      .insertInto('oneRosterId')
      .values((objects as { id: string; fields: OneRosterIdObject }[]).map(({ id, fields }) => ({ id, ...fields })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({ objectId: ref('excluded.objectId') })),
      )
      .execute();
  },
  remove: async (trx, ids) => {
    await trx.deleteFrom('oneRosterId').where('id', 'in', ids).execute();
  },
};
