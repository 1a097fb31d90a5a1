import type { Db } from '../../platform/db/index.ts';
import { currentTermId } from '../academics/index.ts';
import type { DigestFacts } from '../notifications/index.ts';
import { alertCounts } from '../security/index.ts';
import { countShortages } from '../standing/index.ts';

/** Whether anything is wrong; null: nothing is. The same for all administrators. */
export const adminDigest = async (
  db: Db,
  { from, now }: { from: number; now: number },
): Promise<DigestFacts | null> => {
  const { open, high } = await alertCounts(db);
  const facts = {
    role: 'admin' as const,
    alerts: { open, high },
    mailsFailed: await mailsFailed(db, now),
    newlyShort: await newlyShort(db, from),
    reviews: await reviewsLeft(db),
  };
  const isCalm = facts.alerts.open + facts.mailsFailed + facts.newlyShort + facts.reviews === 0;
  if (isCalm) return null;
  const termId = await currentTermId(db, now);
  const viewer = { personId: '', role: 'admin' };
  const { total: short } = await countShortages(db, { viewer, search: '', level: 'below', termId });
  return { ...facts, short };
};

const mailsFailed = async (db: Db, now: number): Promise<number> => {
  const { n } = await db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', '=', 'dead')
    .where('data', 'is not', null)
    .where('expiresAt', '>', now)
    .executeTakeFirstOrThrow();
  return Number(n);
};

const newlyShort = async (db: Db, from: number): Promise<number> => {
  const { n } = await db
    .selectFrom('warning')
    .select((eb) => eb.fn.count<number>('studentId').distinct().as('n'))
    .where('kind', 'in', ['below-minimum', 'beyond-condonation'])
    .where('at', '>=', from)
    .executeTakeFirstOrThrow();
  return Number(n);
};

/** What nobody has decided when the class was over. */
const reviewsLeft = async (db: Db): Promise<number> => {
  const { n } = await db
    .selectFrom('review')
    .innerJoin('attendanceSession as session', 'session.id', 'review.sessionId')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('review.state', '=', 'open')
    .where('session.state', 'in', ['closed', 'locked'])
    .executeTakeFirstOrThrow();
  return Number(n);
};
