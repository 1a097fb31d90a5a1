import type { ReportFormat, ReportRequest, ReportRhythm, ReportSchedule } from '@smart-presence/contract';
import { type Db, newId, type Trx } from '../../../platform/db/index.ts';

export interface NewSchedule {
  ownerId: string;
  request: ReportRequest;
  title: string;
  format: ReportFormat;
  rhythm: ReportRhythm;
  recipients: readonly string[];
  nextAt: number;
  now: number;
}

export const insertSchedule = async (trx: Trx, schedule: NewSchedule): Promise<string> => {
  const { ownerId, request, title, format, rhythm, recipients, nextAt, now } = schedule;
  const id = newId(now);
  const kept = { request: JSON.stringify(request), rhythm: JSON.stringify(rhythm), createdAt: now };
  await trx
    .insertInto('reportSchedule')
    .values({ id, ownerId, title, format, nextAt, ...kept })
    .execute();
  await trx
    .insertInto('reportRecipient')
    .values(recipients.map((personId) => ({ scheduleId: id, personId })))
    .execute();
  return id;
};

export const schedulesOf = async (
  db: Db,
  { ownerId, id }: { ownerId: string; id?: string },
): Promise<ReportSchedule[]> => {
  const rows = await db
    .selectFrom('reportSchedule')
    .selectAll()
    .where('ownerId', '=', ownerId)
    .$if(id !== undefined, (query) => query.where('id', '=', id as string))
    .orderBy('nextAt')
    .orderBy('id')
    .execute();
  const recipients = await recipientsOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map(({ id: own, request, title, format, rhythm, nextAt, lastAt, stoppedAt }) => ({
    ...{ id: own, title, format, nextAt, lastAt, stoppedAt },
    report: JSON.parse(request) as ReportRequest,
    rhythm: JSON.parse(rhythm) as ReportRhythm,
    recipients: (recipients.get(own) ?? []).map(({ personId, name }) => ({ id: personId, name })),
  }));
};

export const recipientsOf = async (db: Db, scheduleIds: readonly string[]) => {
  const rows = await db
    .selectFrom('reportRecipient as recipient')
    .innerJoin('person', 'person.id', 'recipient.personId')
    .select(['recipient.scheduleId', 'recipient.personId', 'person.name'])
    .where('recipient.scheduleId', 'in', ['', ...scheduleIds])
    .orderBy('person.name')
    .execute();
  return Map.groupBy(rows, ({ scheduleId }) => scheduleId);
};

/** @returns what was removed; undefined when this owner has none such. */
export const removeSchedule = async (trx: Trx, { id, ownerId }: { id: string; ownerId: string }) =>
  trx
    .deleteFrom('reportSchedule')
    .where('id', '=', id)
    .where('ownerId', '=', ownerId)
    .returning(['request'])
    .executeTakeFirst();

export const dueSchedules = (db: Db, now: number) =>
  db
    .selectFrom('reportSchedule')
    .selectAll()
    .where('stoppedAt', 'is', null)
    .where('nextAt', '<=', now)
    .orderBy('nextAt')
    .orderBy('id')
    .limit(100)
    .execute();

type Turn = { id: string; nextAt: number };

/** Moves a schedule on. @returns false when another server has done so. */
export const moveOn = (trx: Trx, { id, nextAt }: Turn, { to, now }: { to: number; now: number }): Promise<boolean> =>
  taken(
    trx
      .updateTable('reportSchedule')
      .set({ nextAt: to, lastAt: now })
      .where('id', '=', id)
      .where('nextAt', '=', nextAt)
      .where('stoppedAt', 'is', null)
      .executeTakeFirst(),
  );

/** @returns false when another server has done so, or moved it on. */
export const stop = (trx: Trx, { id, nextAt }: Turn, now: number): Promise<boolean> =>
  taken(
    trx
      .updateTable('reportSchedule')
      .set({ stoppedAt: now })
      .where('id', '=', id)
      .where('nextAt', '=', nextAt)
      .where('stoppedAt', 'is', null)
      .executeTakeFirst(),
  );

const taken = async (update: Promise<{ numUpdatedRows: bigint }>): Promise<boolean> =>
  Number((await update).numUpdatedRows) > 0;
