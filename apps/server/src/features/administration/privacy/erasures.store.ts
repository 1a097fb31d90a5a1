import { type ErasedPerson, ErasureCertificate } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';

const sum = (counts: readonly { count: number }[]): number => counts.reduce((total, { count }) => total + count, 0);

/** People who were erased here, newest first. */
export const listErasures = async (db: Db, { page, pageSize }: { page: number; pageSize: number }) => {
  const erased = () => db.selectFrom('erasure').where('kind', '=', 'person').where('certificate', 'is not', null);
  const { n } = await erased()
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  const rows = await erased()
    .select(['id', 'personId', 'at', 'certificate'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const items = rows.map(({ id, personId, at, certificate }): ErasedPerson => {
    const { erased: gone, kept } = ErasureCertificate.parse(JSON.parse(certificate ?? ''));
    return { id, person: personId, at, erased: sum(gone), kept: sum(kept) };
  });
  return { items, total: Number(n), page, pageSize };
};

/** @throws AppError `not_found`. */
export const certificateOf = async (db: Db, id: string): Promise<ErasureCertificate> => {
  const row = await db.selectFrom('erasure').select('certificate').where('id', '=', id).executeTakeFirst();
  if (!row?.certificate) return fail('not_found');
  return ErasureCertificate.parse(JSON.parse(row.certificate));
};
