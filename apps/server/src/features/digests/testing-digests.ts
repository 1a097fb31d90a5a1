import { randomBytes } from 'node:crypto';
import { openJson } from '../../platform/crypto/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { ensureInstitution } from '../accounts/testing.ts';
import { NOW } from '../attendance/testing.ts';
import { digestMail, writeLetter } from '../notifications/testing-digests.ts';
import { sendDueDigests } from './send-due-digests.ts';

export const DAY_MS = 24 * 3_600_000;
const key = randomBytes(32);
const institution = { name: 'Test College', timeZone: 'Etc/UTC' };

/** One server that looks once, with a memory of its own. @returns how many letters it wrote. */
export const look = (db: Db, now: number, mail = digestMail({ key, url: 'https://attendance.example.edu' })) =>
  sendDueDigests({ db, mail, now, seen: new Set() });

/** What people got, oldest first. */
export const letters = async (db: Db) => {
  const rows = await db.selectFrom('outbox').selectAll().where('kind', '=', 'digest').orderBy('id').execute();
  return rows.map(({ id, personId, data, expiresAt }) => {
    const letter = writeLetter('digest', openJson({ key, bound: id }, data as Uint8Array), institution as never);
    return { personId, expiresAt, subject: letter?.subject ?? '', text: letter?.text ?? '', html: letter?.html ?? '' };
  });
};

/** An institution whose clocks are those of UTC, unless said otherwise. */
export const settle = async (db: Db, timeZone = 'Etc/UTC'): Promise<void> => {
  await ensureInstitution(db, NOW);
  await db.updateTable('institution').set({ timeZone }).execute();
};

/** From now on this person reads mail: they have an address, and have signed in. */
export const reads = async (db: Db, personId: string): Promise<void> => {
  const values = { email: `${personId}@example.edu`, lastSignInAt: 1 };
  await db.updateTable('person').set(values).where('id', '=', personId).execute();
};
