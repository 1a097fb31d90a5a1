import type { AuditSubjectKind } from '@smart-presence/contract';
import { type AuditEntry, audited, type Differences, differences } from '../../platform/audit/index.ts';
import type { Db, Trx } from '../../platform/db/index.ts';

/** Who did it, and when: the part of an entry that every route knows. */
export const by = ({ personId }: { personId: string }, now: number) => ({ actorId: personId, at: now });

/** What it was done to. */
export const on = (kind: AuditSubjectKind, id: string | null) => ({ subject: { kind, id } });

interface Changed<T extends object> {
  /** As it was; undefined: there is none, and `change` says so. */
  find: (trx: Trx) => Promise<T | undefined>;
  /** @returns it as it is then. */
  change: (trx: Trx) => Promise<T>;
  entry: (details: Differences) => AuditEntry;
}

/** Changes something and records what is different, from what to what, in one transaction. */
export const changed = async <T extends object>(db: Db, { find, change, entry }: Changed<T>): Promise<T> => {
  const { after } = await audited(db, {
    work: async (trx) => ({ before: await find(trx), after: await change(trx) }),
    entry: ({ before, after: now }) => entry(differences(before, now)),
  });
  return after;
};
