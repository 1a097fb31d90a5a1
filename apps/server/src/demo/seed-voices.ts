import { randomBytes } from 'node:crypto';
import { addDays, dayIn } from '../features/academics/index.ts';
import { giveFeedback, replyToFeedback } from '../features/feedback/index.ts';
import { answerRequest, appealMark, askLeave } from '../features/requests/index.ts';
import { createKeyring } from '../platform/crypto/index.ts';
import { type Db, transact } from '../platform/db/index.ts';
import { institution } from './college-plan.ts';

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
/** As long as sessions can be rated and appealed against, and a day less. */
const RECENT_MS = 6 * DAY_MS;
const RATED = 12;
const RATINGS_EACH = 12;

const comments = [
  'Clear, and at a pace one can follow.',
  'The examples on the board helped a lot.',
  'Please share the slides before the class.',
  'I could not hear much in the last rows.',
  'More time for questions would be good.',
  null,
];

interface VoicesProps {
  adminId: string;
  random: () => number;
  now: number;
}

/** What students ask for and say in the last days, with a few answers: what waits for an administrator and teachers to look at. */
export const seedVoices = async (db: Db, props: VoicesProps): Promise<void> => {
  const sessions = await db
    .selectFrom('attendanceSession')
    .select(['id', 'openedBy'])
    .where('openedAt', '>', props.now - RECENT_MS)
    .where('state', '=', 'closed')
    .orderBy('openedAt', 'desc')
    .orderBy('id')
    .limit(RATED)
    .execute();
  for (const { id } of sessions) await rate(db, id, props);
  await replyOnce(db, props);
  await appeal(db, sessions, props);
  await leave(db, props);
};

const studentsWith = async (db: Db, { sessionId, codes }: { sessionId: string; codes: readonly string[] }) => {
  const rows = await db
    .selectFrom('mark')
    .select('studentId')
    .where('sessionId', '=', sessionId)
    .where('isCurrent', '=', true)
    .where('code', 'in', codes)
    .orderBy('studentId')
    .execute();
  return rows.map(({ studentId }) => studentId);
};

const rate = async (db: Db, sessionId: string, { random, now }: VoicesProps): Promise<void> => {
  const students = (await studentsWith(db, { sessionId, codes: ['P', 'L'] })).slice(0, RATINGS_EACH);
  await transact(db, async (trx) => {
    for (const studentId of students) {
      const rating = random() < 0.08 ? 2 : 3 + Math.floor(random() * 3);
      const comment = comments[Math.floor(random() * comments.length)] ?? null;
      await giveFeedback(trx, { sessionId, studentId, rating, comment, isNamed: false, now: now - HOUR_MS });
    }
  });
};

/** One comment has its answer. */
const replyOnce = async (db: Db, { adminId, now }: VoicesProps): Promise<void> => {
  const commented = await db
    .selectFrom('feedback')
    .select('id')
    .where('comment', 'is not', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (!commented) return;
  const viewer = { personId: adminId, role: 'admin' };
  const text = 'Thank you: the slides will be there the evening before.';
  await transact(db, (trx) => replyToFeedback(trx, { id: commented.id, text, viewer, now }));
};

const statements = ['I came in while names were being called.', 'I sat in the last row and answered.', 'I was there.'];

/** Three appeals: the first is answered. */
const appeal = async (
  db: Db,
  sessions: readonly { id: string; openedBy: string }[],
  { now }: VoicesProps,
): Promise<void> => {
  for (const [at, statement] of statements.entries()) {
    const session = sessions[at];
    const [studentId] = session ? await studentsWith(db, { sessionId: session.id, codes: ['A'] }) : [];
    if (!session || !studentId) continue;
    await transact(db, async (trx) => {
      const asked = { sessionId: session.id, wanted: 'P', statement, studentId, now: now - 5 * HOUR_MS };
      const id = await appealMark(trx, asked);
      const viewer = { personId: session.openedBy, role: 'faculty' };
      const answer = {
        id,
        round: 1,
        verdict: 'granted' as const,
        reason: 'The attendance sheet says so.',
        viewer,
        now,
      };
      if (at === 0) await answerRequest(trx, answer);
    });
  }
};

/** Two who ask for leave in the days to come: one has the answer. */
const leave = async (db: Db, { adminId, now }: VoicesProps): Promise<void> => {
  // Nothing is sealed: these requests have no documents.
  const keyring = createKeyring({ kek: randomBytes(32), alsoOpens: [] });
  const today = dayIn(institution.timeZone, now);
  const students = await db
    .selectFrom('enrolment')
    .select('studentId')
    .distinct()
    .orderBy('studentId')
    .limit(2)
    .execute();
  for (const [at, { studentId }] of students.entries())
    await transact(db, async (trx) => {
      const [kind, statement] = [
        ['medical', 'I have an operation on my knee.'] as const,
        ['on-duty', 'I play for the college in the state games.'] as const,
      ][at] as readonly ['medical' | 'on-duty', string];
      const range = { firstDay: addDays(today, 1), lastDay: addDays(today, 2 + at) };
      const input = { kind, statement, sectionId: null, ...range };
      const id = await askLeave(trx, { input, documents: [], studentId, keyring, now: now - 3 * HOUR_MS });
      const viewer = { personId: adminId, role: 'admin' };
      if (at === 0)
        await answerRequest(trx, { id, round: 1, verdict: 'granted', reason: 'Get well soon.', viewer, now });
    });
};
