import type { ReplyOf, Routes } from '@smart-presence/contract';
import { auditAll } from '../../../platform/audit/index.ts';
import { type Db, isForeignKeyViolation, oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { AccountMail } from '../account-mail.ts';
import { saveProfile, usnKey } from '../create-person.ts';
import { endSessionsOf } from '../sign-in-session.store.ts';
import { asSeen } from './look-alikes.ts';
import { registrationsChanged } from './registrations-changed.ts';

const DAY_MS = 24 * 3_600_000;
/** How long what is kept about a refused person can still answer a question about it. */
export const REFUSED_KEPT_MS = 30 * DAY_MS;

interface Deciding {
  ids: readonly string[];
  actorId: string;
  now: number;
  mail: AccountMail | null;
}

/**
 * Lets people in: they get their USN, department and year, are told by mail, and sign in anew. Whoever is decided upon
 * already is left alone, so that two administrators at once are no harm.
 * @throws AppError `invalid_request` for a department that does not exist.
 */
export const approveRegistrations = async (
  db: Db,
  props: Deciding & { baseUrl: string; departmentId: string | null; year: number | null; withoutTakenUsn: boolean },
): Promise<ReplyOf<Routes['approveRegistrations']>> => {
  const { ids, actorId, now, mail, baseUrl, departmentId, year, withoutTakenUsn } = props;
  return transact(db, async (trx) => {
    await takeTurns(trx);
    const waiting = await waitingAmong(trx, ids);
    const taken = await takenUsns(trx, waiting);
    const approved: Waiting[] = [];
    for (const row of waiting) {
      const seen = row.usn === null ? null : usnKey(asSeen(row.usn));
      const isTaken = seen !== null && taken.has(seen);
      if (isTaken && !withoutTakenUsn) continue;
      await saveProfile(trx, row.personId, { usn: isTaken ? null : row.usn, departmentId, year });
      approved.push(row);
      // Two of these with one USN: the first has it now.
      if (seen !== null) taken.add(seen);
    }
    await settle(trx, { rows: approved, change: { state: 'approved', decidedAt: now, decidedBy: actorId } });
    await letIn(trx, approved, now);
    await mail?.tellApproved(trx, { people: approved.map(asPerson), url: `${baseUrl}/sign-in`, now });
    if (approved.length > 0) await publish(trx, registrationsChanged(actorId, now));
    await record(trx, { rows: approved, action: 'registration.approved', actorId, now });
    const left = waiting.filter((row) => !approved.includes(row));
    return { approved: approved.length, usnTaken: left.map(({ personId, name }) => ({ id: personId, name })) };
  }).catch((error: unknown) => {
    if (!isForeignKeyViolation(error)) throw error;
    return fail('invalid_request', { details: [{ path: 'body.departmentId', message: 'is no department' }] });
  });
};

/** Turns people down, tells them why, and disables the accounts; a job erases them after `REFUSED_KEPT_MS`. */
export const refuseRegistrations = (
  db: Db,
  { ids, actorId, now, mail, reason }: Deciding & { reason: string },
): Promise<{ refused: number }> =>
  transact(db, async (trx) => {
    await takeTurns(trx);
    const rows = await waitingAmong(trx, ids);
    const eraseAt = now + REFUSED_KEPT_MS;
    await settle(trx, {
      rows,
      change: { state: 'refused', decidedAt: now, decidedBy: actorId, reason, usn: null, eraseAt },
    });
    await shutOut(trx, rows, now);
    await mail?.tellRefused(trx, { people: rows.map(asPerson), reason, eraseAt, now });
    if (rows.length > 0) await publish(trx, registrationsChanged(actorId, now));
    await record(trx, { rows, action: 'registration.refused', actorId, now });
    return { refused: rows.length };
  });

interface Decided {
  rows: readonly Waiting[];
  action: 'registration.approved' | 'registration.refused';
  actorId: string;
  now: number;
}

const record = (trx: Trx, { rows, action, actorId, now }: Decided): Promise<void> =>
  auditAll(
    trx,
    rows.map(({ personId: id }) => ({ action, at: now, actorId, subject: { kind: 'person', id } })),
  );

/** Two administrators who decide about the same people: the second finds nobody waiting. */
const takeTurns = (trx: Trx): Promise<void> => oneAtATime(trx, 'registrations');

interface Waiting {
  id: string;
  personId: string;
  usn: string | null;
  name: string;
  email: string | null;
}

const waitingAmong = async (trx: Trx, ids: readonly string[]): Promise<Waiting[]> => {
  const rows = await trx
    .selectFrom('registration as r')
    .innerJoin('person as p', 'p.id', 'r.personId')
    .select(['r.id', 'p.id as personId', 'r.usn', 'p.name', 'p.email'])
    .where('r.id', 'in', ids)
    .where('r.state', '=', 'waiting')
    .orderBy('r.verifiedAt')
    .orderBy('r.id')
    .execute();
  return rows;
};

/** USNs, folded, that students have already; also where another script's letters look the same. */
const takenUsns = async (trx: Trx, rows: readonly Waiting[]): Promise<Set<string>> => {
  const keys = rows.flatMap(({ usn }) => (usn === null ? [] : [usnKey(usn), usnKey(asSeen(usn))]));
  if (keys.length === 0) return new Set();
  const found = await trx.selectFrom('studentProfile').select('usnKey').where('usnKey', 'in', keys).execute();
  return new Set(found.flatMap((row) => (row.usnKey === null ? [] : [usnKey(asSeen(row.usnKey))])));
};

interface Settling {
  rows: readonly Waiting[];
  change: {
    state: 'approved' | 'refused';
    decidedAt: number;
    decidedBy: string;
    reason?: string;
    usn?: null;
    eraseAt?: number;
  };
}

const settle = async (trx: Trx, { rows, change }: Settling): Promise<void> => {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await trx.updateTable('registration').set(change).where('id', 'in', ids).where('state', '=', 'waiting').execute();
};

/** Their sessions were made while they waited: they sign in anew. */
const letIn = async (trx: Trx, rows: readonly Waiting[], now: number): Promise<void> => {
  const people = rows.map(({ personId }) => personId);
  if (people.length === 0) return;
  const change = { isAwaitingApproval: false, updatedAt: now };
  await trx.updateTable('person').set(change).where('id', 'in', people).execute();
  await endSessionsOf(trx, people, now);
};

const shutOut = async (trx: Trx, rows: readonly Waiting[], now: number): Promise<void> => {
  const people = rows.map(({ personId }) => personId);
  if (people.length === 0) return;
  await trx.updateTable('person').set({ isDisabled: true, updatedAt: now }).where('id', 'in', people).execute();
  await endSessionsOf(trx, people, now);
};

const asPerson = ({ personId, name, email }: Waiting) => ({ id: personId, name, email: email ?? '' });
