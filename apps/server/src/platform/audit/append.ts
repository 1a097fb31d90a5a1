import { randomBytes } from 'node:crypto';
import type { AuditAction, AuditSubjectKind } from '@smart-presence/contract';
import type { Db, Trx } from '../db/index.ts';
import { takeTurn } from '../events/turn.ts';
import { actorCommitment, canonicalJson, detailsCommitment, GENESIS, hashOf, SALT_BYTES } from './chain.ts';

/** Something worth proving later. */
export interface AuditEntry {
  action: AuditAction;
  /** Milliseconds UTC. */
  at: number;
  /** Who did it; null: the server itself, or somebody who had not signed in. */
  actorId: string | null;
  subject: { kind: AuditSubjectKind; id: string | null };
  /** Whom it is about, where the subject is not a person. */
  personId?: string | null | undefined;
  /** What changed, from what to what: ids and facts, never a password, a token, a picture or a template. */
  details?: Record<string, unknown> | undefined;
}

/**
 * Adds an entry in the transaction of the action: there is no action without its entry, and no entry without its action.
 * Call it last, as `publish`: the turn is held until commit.
 */
export const audit = (trx: Trx, entry: AuditEntry): Promise<void> => auditAll(trx, [entry]);

/** Rows per statement: well under the parameters either database takes, and no less than people one request may name. */
const ROWS = 1000;

/** `audit` for several entries, in the order given, at the cost of one turn. */
export const auditAll = async (trx: Trx, entries: readonly AuditEntry[]): Promise<void> => {
  if (entries.length === 0) return;
  if (!trx.isTransaction) throw new Error('an audit entry belongs into the transaction of what it records');
  await takeTurn(trx);
  let { seq, hash: prev } = await chainHead(trx);
  const rows = entries.map((entry) => {
    seq += 1;
    const row = rowsOf(entry, seq, prev);
    prev = row.entry.hash;
    return row;
  });
  for (let from = 0; from < rows.length; from += ROWS) {
    const some = rows.slice(from, from + ROWS);
    await trx
      .insertInto('auditEntry')
      .values(some.map((row) => row.entry))
      .execute();
    await trx
      .insertInto('auditDetail')
      .values(some.map((row) => row.detail))
      .execute();
  }
};

/** The newest entry. At least one always stays, however much is pruned. */
export const chainHead = async (db: Db): Promise<{ seq: number; hash: string }> =>
  (await db.selectFrom('auditEntry').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst()) ?? {
    seq: 0,
    hash: GENESIS,
  };

const rowsOf = ({ action, at, actorId, subject, personId, details = {} }: AuditEntry, seq: number, prev: string) => {
  const data = canonicalJson(wellFormed(details));
  const salts = randomBytes(2 * SALT_BYTES);
  const actorSalt = salts.subarray(0, SALT_BYTES).toString('base64url');
  const salt = salts.subarray(SALT_BYTES).toString('base64url');
  const about = {
    subjectKind: subject.kind,
    subjectId: subject.id,
    personId: personId ?? (subject.kind === 'person' ? subject.id : null),
  };
  const linked = {
    seq,
    at,
    action,
    actor: actorCommitment(actorSalt, actorId),
    details: detailsCommitment(salt, { ...about, data: JSON.parse(data) as unknown }),
  };
  return {
    entry: { ...linked, hash: hashOf(linked, prev) },
    detail: { seq, actorId, actorSalt, ...about, data, salt },
  };
};

/** Half a character, as a hand-made request may send it, is no JSON: it must not be what keeps an action from being recorded. */
const wellFormed = (details: unknown): unknown =>
  JSON.parse(
    JSON.stringify(details, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)),
  );
