import { type Db, pagesById } from '../../../../platform/db/index.ts';
import { rowObjects } from './row-objects.ts';

export type LinkedKind = 'department' | 'term' | 'course' | 'person' | 'section';

export interface OneRosterIdObject {
  kind: LinkedKind;
  /** What the other system calls it. */
  sourcedId: string;
  objectId: string;
}

export const linkId = (kind: LinkedKind, sourcedId: string): string => `${kind} ${sourcedId}`;

/** All of them, with their ids, some hundred at a time. */
export const oneRosterIds = (db: Db) =>
  pagesById((after, limit) =>
    db.selectFrom('oneRosterId').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
  );

export const { store: oneRosterIdObjects } = rowObjects<OneRosterIdObject>({
  table: 'oneRosterId',
  columns: ['kind', 'sourcedId', 'objectId'],
  changeable: ['objectId'],
});
