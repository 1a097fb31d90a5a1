import type { Db, Schema } from '../../../platform/db/index.ts';

export type TemplateStatus = Schema['template']['status'];

/** A sealed template with the wrapped key that opens it. */
export interface SealedRow {
  id: string;
  personId: string;
  version: number;
  status: TemplateStatus;
  modelId: string;
  sealed: Uint8Array;
  kekId: string;
  wrapped: Uint8Array;
}

/** Templates that a check-in may be compared with. */
export const USABLE = ['active', 'provisional'] as const satisfies readonly TemplateStatus[];

const sealedRows = (db: Db) =>
  db
    .selectFrom('template')
    .innerJoin('dataKey', 'dataKey.personId', 'template.personId')
    .select([
      'template.id',
      'template.personId',
      'template.version',
      'template.status',
      'template.modelId',
      'template.sealed',
      'dataKey.kekId',
      'dataKey.wrapped',
    ]);

export const rowsOf = async (
  db: Db,
  { personIds, statuses }: { personIds: readonly string[]; statuses: readonly TemplateStatus[] },
): Promise<SealedRow[]> => {
  if (personIds.length === 0) return [];
  return sealedRows(db)
    .where('template.personId', 'in', personIds)
    .where('template.status', 'in', statuses)
    .orderBy('template.personId')
    .execute();
};

/** Whose usable template is of which model. One row for each person. */
export const usableModels = (db: Db): Promise<{ personId: string; modelId: string }[]> =>
  db
    .selectFrom('template')
    .innerJoin('person', 'person.id', 'template.personId')
    .select(['template.personId', 'template.modelId'])
    .where('template.status', 'in', USABLE)
    .where('person.isDisabled', '=', false)
    .orderBy('template.personId')
    .execute();

export interface BatchQuery {
  modelId: string;
  exceptPersonId: string;
  /** Only templates made at or after this instant. */
  since: number;
  /** Id of the last row of the batch before. */
  after: string;
  limit: number;
}

/** Everybody else's templates of one model, whatever their status, a batch at a time. */
export const nextBatch = (db: Db, query: BatchQuery): Promise<SealedRow[]> =>
  sealedRows(db)
    .where('template.modelId', '=', query.modelId)
    .where('template.personId', '<>', query.exceptPersonId)
    .where('template.createdAt', '>=', query.since)
    .where('template.id', '>', query.after)
    .orderBy('template.id')
    .limit(query.limit)
    .execute();

/** Wipes every template of a person, also those that wait in an import of photos, and the key that opened them: what is left in a backup cannot be opened by this database. */
export const shred = async (trx: Db, personId: string): Promise<number> => {
  const { numDeletedRows } = await trx.deleteFrom('template').where('personId', '=', personId).executeTakeFirst();
  await trx.deleteFrom('stagedTemplate').where('personId', '=', personId).execute();
  await trx.deleteFrom('dataKey').where('personId', '=', personId).execute();
  return Number(numDeletedRows);
};

export const deleteTemplates = async (
  trx: Db,
  { personId, statuses }: { personId: string; statuses: readonly TemplateStatus[] },
): Promise<void> => {
  await trx.deleteFrom('template').where('personId', '=', personId).where('status', 'in', statuses).execute();
};

export const newestVersion = async (db: Db, personId: string): Promise<number> => {
  const row = await db
    .selectFrom('template')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('personId', '=', personId)
    .executeTakeFirst();
  return row?.version ?? 0;
};
