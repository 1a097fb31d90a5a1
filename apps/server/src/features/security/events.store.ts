import type { SecurityKind } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import type { CaseRow } from './cases/cases.store.ts';

export interface EventQuery {
  only: 'attacks' | 'all';
  kind?: SecurityKind | undefined;
  personId?: string | undefined;
  page: number;
  pageSize: number;
}

export const eventRows = async (db: Db, { only, kind, personId, page, pageSize }: EventQuery) => {
  let matching = db.selectFrom('securityEvent');
  if (only === 'attacks') matching = matching.where('points', '>', 0);
  if (kind) matching = matching.where('kind', '=', kind);
  if (personId)
    matching = matching.where(({ or, eb }) => or([eb('personId', '=', personId), eb('actor', '=', personId)]));
  const rows = await matching
    .selectAll()
    .orderBy('lastAt', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
};

/** A timeline of more is read as a list. */
const MOST_SHOWN = 100;

export const eventsOfAlert = (db: Db, alertId: string) =>
  db
    .selectFrom('securityEvent')
    .selectAll()
    .where('id', 'in', db.selectFrom('securityAlertEvent').select('eventId').where('alertId', '=', alertId))
    .orderBy('lastAt', 'desc')
    .limit(MOST_SHOWN)
    .execute();

export const caseRow = (db: Db, id: string): Promise<CaseRow | undefined> =>
  db.selectFrom('securityCase').selectAll().where('id', '=', id).executeTakeFirst();

export const caseRows = async (db: Db, { page, pageSize }: { page: number; pageSize: number }) => {
  const rows = await db
    .selectFrom('securityCase')
    .selectAll()
    .orderBy('lastAt', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const { total } = await db
    .selectFrom('securityCase')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
};

/** What its members did, newest first; what was done to their accounts is another matter. */
export const eventsOfCase = (db: Db, { id }: Pick<CaseRow, 'id'>) =>
  db
    .selectFrom('securityEvent')
    .selectAll()
    .where('actorKind', '=', 'person')
    .where('actor', 'in', db.selectFrom('securityCaseMember').select('personId').where('caseId', '=', id))
    .where('points', '>', 0)
    .orderBy('lastAt', 'desc')
    .limit(MOST_SHOWN)
    .execute();
