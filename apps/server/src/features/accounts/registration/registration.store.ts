import type { Registration } from '@smart-presence/contract';
import { sql } from 'kysely';
import { type Db, likeAnyCase } from '../../../platform/db/index.ts';

const selectRegistrations = (db: Db) =>
  db
    .selectFrom('registration as r')
    .innerJoin('person as p', 'p.id', 'r.personId')
    .leftJoin('person as d', 'd.id', 'r.decidedBy');

const withColumns = (query: ReturnType<typeof selectRegistrations>) =>
  query.select([
    'r.id',
    'r.personId',
    'r.usn',
    'r.state',
    'r.askedAt',
    'r.verifiedAt',
    'r.decidedAt',
    'r.reason',
    'r.eraseAt',
    'p.name',
    'p.email',
    'd.id as deciderId',
    'd.name as deciderName',
  ]);

export type RegistrationRow = Awaited<ReturnType<ReturnType<typeof withColumns>['executeTakeFirstOrThrow']>>;

/** A row as the API shows it, without whom it resembles. */
export const toRegistration = (row: RegistrationRow): Omit<Registration, 'resembles'> => ({
  id: row.id,
  name: row.name,
  email: row.email ?? '',
  usn: row.usn,
  state: row.state === 'unverified' ? 'waiting' : row.state,
  askedAt: row.askedAt,
  verifiedAt: row.verifiedAt ?? row.askedAt,
  decidedAt: row.decidedAt,
  decidedBy: row.deciderId === null || row.deciderName === null ? null : { id: row.deciderId, name: row.deciderName },
  reason: row.reason,
  erasedAt: row.eraseAt,
});

export interface RegistrationQuery {
  state: Registration['state'];
  search: string;
  page: number;
  pageSize: number;
}

/** One page, and how many match: two queries. Who waits longest comes first; of those answered, the latest. */
export const pageOfRegistrations = async (
  db: Db,
  { state, search, page, pageSize }: RegistrationQuery,
): Promise<{ rows: RegistrationRow[]; total: number }> => {
  let matching = selectRegistrations(db).where('r.state', '=', state);
  if (search) {
    matching = matching.where(({ or }) =>
      or([
        likeAnyCase(sql.ref('p.name'), search),
        likeAnyCase(sql.ref('p.email'), search),
        likeAnyCase(sql.ref('r.usn'), search),
      ]),
    );
  }
  const rows = await withColumns(matching)
    .orderBy(state === 'waiting' ? 'r.verifiedAt' : 'r.decidedAt', state === 'waiting' ? 'asc' : 'desc')
    .orderBy('r.id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
};

/** How many wait for an administrator. */
export const countWaiting = async (db: Db): Promise<number> => {
  const { n } = await db
    .selectFrom('registration')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return Number(n);
};

/** The request of somebody who waits for approval. */
export const waitingOf = (db: Db, personId: string) =>
  db
    .selectFrom('registration')
    .select(['id', 'usn', 'askedAt', 'verifiedAt'])
    .where('personId', '=', personId)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
