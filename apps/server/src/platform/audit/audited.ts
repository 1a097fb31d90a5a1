import { type Db, type Trx, transact } from '../db/index.ts';
import { type AuditEntry, auditAll } from './append.ts';

export interface Audited<T> {
  work: (trx: Trx) => Promise<T>;
  /** What to record of what came of it; none: nothing happened. */
  entry: (result: T) => AuditEntry | readonly AuditEntry[];
}

/** Does something and records it, in one transaction: for use cases of one or two statements. */
export const audited = <T>(db: Db, { work, entry }: Audited<T>): Promise<T> =>
  transact(db, async (trx) => {
    const result = await work(trx);
    await auditAll(trx, [entry(result)].flat());
    return result;
  });
