import type { Db } from '../../platform/db/index.ts';
import { breather } from '../../platform/jobs/index.ts';
import { timeZone } from '../academics/index.ts';
import { type DigestFacts, type DigestMail, type DigestReader, digestReaders } from '../notifications/index.ts';
import { adminDigest } from './admin-digest.ts';
import { type DigestPeriod, digestPeriod } from './digest-period.ts';
import { facultyDigest } from './faculty-digest.ts';
import { studentDigest } from './student-digest.ts';

export interface DigestWork {
  db: Db;
  mail: DigestMail;
  now: number;
  stopping?: AbortSignal | undefined;
  /** Periods this process has seen settled for everybody: nobody becomes due later, so it need not look again. */
  seen: Set<string>;
}

/** Where it is written since when this installation sends digests: none is sent of a time before. */
const SINCE = 'digests.since';
const BATCH = 50;

/**
 * Sends the digests that are due: after an outage of any length the newest of each person, once. What they say is read before
 * the transaction that settles them, so that a long list of readers holds nobody up; of two servers that read the same, one
 * settles. @returns how many letters were written.
 */
export const sendDueDigests = async (work: DigestWork): Promise<number> => {
  const { db, now, seen } = work;
  const zone = await timeZone(db);
  const since = await digestsSince(db, now);
  let sent = 0;
  for (const rhythm of ['daily', 'weekly'] as const) {
    const period = digestPeriod(rhythm, { zone, now });
    const name = `${rhythm} ${period.due}`;
    if (period.due <= since || seen.has(name)) continue;
    sent += await sendPeriod(work, period);
    seen.add(name);
  }
  return sent;
};

const sendPeriod = async ({ db, mail, now, stopping }: DigestWork, period: DigestPeriod): Promise<number> => {
  const breathe = breather(stopping);
  const ofAdmins = once(() => adminDigest(db, { from: period.from, now }));
  let sent = 0;
  for (;;) {
    const readers = await digestReaders(db, { ...period, limit: BATCH });
    if (readers.length === 0) return sent;
    const facts = new Map<string, DigestFacts | null>();
    for (const reader of readers) {
      facts.set(reader.personId, await factsOf(db, { reader, from: period.from, now, ofAdmins }));
      await breathe();
    }
    sent += await mail(db, { ...period, facts, now });
  }
};

interface Asked {
  reader: DigestReader;
  from: number;
  now: number;
  ofAdmins: () => Promise<DigestFacts | null>;
}

const factsOf = (db: Db, { reader: { personId, role }, from, now, ofAdmins }: Asked): Promise<DigestFacts | null> => {
  if (role === 'admin') return ofAdmins();
  return role === 'faculty' ? facultyDigest(db, { personId, from, now }) : studentDigest(db, { personId, from, now });
};

const once = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work();
    return done;
  };
};

const digestsSince = async (db: Db, now: number): Promise<number> => {
  const read = () => db.selectFrom('setting').select('value').where('key', '=', SINCE).executeTakeFirst();
  const row = await read();
  if (row) return Number(row.value);
  await db
    .insertInto('setting')
    .values({ key: SINCE, value: String(now) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  return Number((await read())?.value ?? now);
};
