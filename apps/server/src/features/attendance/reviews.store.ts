import type { CheckInFlag, Review, ReviewReason } from '@smart-presence/contract';
import { type Db, newId, type Trx } from '../../platform/db/index.ts';

const reviewRows = (db: Db) =>
  db
    .selectFrom('review')
    .innerJoin('person as student', 'student.id', 'review.studentId')
    .leftJoin('studentProfile', 'studentProfile.personId', 'review.studentId')
    .leftJoin('person as decider', 'decider.id', 'review.decidedBy')
    .selectAll('review')
    .select(['student.name as studentName', 'studentProfile.usn', 'decider.name as deciderName']);

type ReviewRow = Awaited<ReturnType<ReturnType<typeof reviewRows>['executeTakeFirstOrThrow']>>;

const toReview = (row: ReviewRow): Review => ({
  id: row.id,
  sessionId: row.sessionId,
  student: { id: row.studentId, name: row.studentName, usn: row.usn },
  requestedAt: row.requestedAt,
  reasons: JSON.parse(row.reasons) as ReviewReason[],
  state: row.state,
  decidedBy: row.decidedBy === null ? null : { id: row.decidedBy, name: row.deciderName ?? '' },
  decidedAt: row.decidedAt,
  late: (JSON.parse(row.evidence) as { delay?: Review['late'] }).delay ?? null,
});

/** A review with the evidence that led to it. */
export const findReview = async (
  db: Db,
  id: string,
): Promise<{ review: Review; evidence: Record<string, unknown> } | undefined> => {
  const row = await reviewRows(db).where('review.id', '=', id).executeTakeFirst();
  return row && { review: toReview(row), evidence: JSON.parse(row.evidence) as Record<string, unknown> };
};

/** Every review of a session with its evidence, oldest first. */
export const judgedReviewsOf = async (
  db: Db,
  sessionId: string,
): Promise<{ review: Review; evidence: Record<string, unknown> }[]> => {
  const rows = await reviewRows(db)
    .where('review.sessionId', '=', sessionId)
    .orderBy('review.requestedAt')
    .orderBy('review.id')
    .execute();
  return rows.map((row) => ({
    review: toReview(row),
    evidence: JSON.parse(row.evidence) as Record<string, unknown>,
  }));
};

/** Every review of a session, oldest first. */
export const reviewsOf = async (db: Db, sessionId: string): Promise<Review[]> =>
  (await judgedReviewsOf(db, sessionId)).map(({ review }) => review);

export interface ReviewRequest {
  sessionId: string;
  studentId: string;
  requestedAt: number;
  reasons: readonly ReviewReason[];
  evidence: Record<string, unknown>;
}

/**
 * Asks a person to decide. Where an outage has asked already, a check-in that comes late says more than that.
 * @returns undefined when this student's review in this session is open already.
 */
export const requestReview = async (trx: Trx, request: ReviewRequest): Promise<Review | undefined> => {
  const { sessionId, studentId, requestedAt } = request;
  const held = await openOutageReview(trx, request);
  if (held) return sayMore(trx, { held, request });
  if (await hasOpenReview(trx, request)) return undefined;
  const id = newId(requestedAt);
  await trx
    .insertInto('review')
    .values({
      id,
      sessionId,
      studentId,
      requestedAt,
      reasons: JSON.stringify(request.reasons),
      evidence: JSON.stringify(request.evidence),
      state: 'open',
      decidedBy: null,
      decidedAt: null,
    })
    .execute();
  return (await findReview(trx, id))?.review;
};

/** The open review that an outage alone led to. */
export const openOutageReview = async (
  db: Db,
  { sessionId, studentId }: { sessionId: string; studentId: string },
): Promise<{ id: string } | undefined> =>
  db
    .selectFrom('review')
    .select('id')
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .where('state', '=', 'open')
    .where('reasons', '=', OUTAGE_ALONE)
    .executeTakeFirst();

const OUTAGE_ALONE = JSON.stringify(['outage'] satisfies ReviewReason[]);

export const isOutageAlone = ({ reasons }: Pick<Review, 'reasons'>): boolean => reasons.join() === 'outage';

const sayMore = async (
  trx: Trx,
  { held, request }: { held: { id: string }; request: ReviewRequest },
): Promise<Review | undefined> => {
  const reasons = JSON.stringify([...new Set([...request.reasons, 'outage'])]);
  await trx
    .updateTable('review')
    .set({ reasons, evidence: JSON.stringify(request.evidence) })
    .where('id', '=', held.id)
    .execute();
  return (await findReview(trx, held.id))?.review;
};

/** Asks about many at once, of whom nothing is open; one statement for each few hundred. */
export const requestReviews = async (trx: Trx, requests: readonly ReviewRequest[]): Promise<Review[]> => {
  const [first] = requests;
  if (!first) return [];
  const rows = requests.map(({ reasons, evidence, ...request }) => ({
    ...request,
    id: newId(request.requestedAt),
    reasons: JSON.stringify(reasons),
    evidence: JSON.stringify(evidence),
    state: 'open' as const,
    decidedBy: null,
    decidedAt: null,
  }));
  for (let from = 0; from < rows.length; from += ROWS)
    await trx
      .insertInto('review')
      .values(rows.slice(from, from + ROWS))
      .execute();
  const ids = new Set(rows.map(({ id }) => id));
  return (await reviewsOf(trx, first.sessionId)).filter(({ id }) => ids.has(id));
};

/** Rows per statement: well under the parameters either database takes. */
const ROWS = 200;

/** Whether a person still has to decide about this student. */
export const hasOpenReview = async (
  db: Db,
  { sessionId, studentId }: { sessionId: string; studentId: string },
): Promise<boolean> => {
  const row = await db
    .selectFrom('review')
    .select('id')
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return row !== undefined;
};

/** Adds a flag to a student's open review. @returns the review; undefined when there is none, or it has the flag. */
export const flagOpenReview = async (
  trx: Trx,
  { sessionId, studentId, flag }: { sessionId: string; studentId: string; flag: CheckInFlag },
): Promise<Review | undefined> => {
  const row = await trx
    .selectFrom('review')
    .select(['id', 'evidence'])
    .where('sessionId', '=', sessionId)
    .where('studentId', '=', studentId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (!row) return undefined;
  const evidence = JSON.parse(row.evidence) as { flags?: CheckInFlag[] };
  const flags = evidence.flags ?? [];
  if (flags.includes(flag)) return undefined;
  await trx
    .updateTable('review')
    .set({ evidence: JSON.stringify({ ...evidence, flags: [...flags, flag] }) })
    .where('id', '=', row.id)
    .execute();
  return (await findReview(trx, row.id))?.review;
};

export interface Verdict {
  state: 'approved' | 'rejected';
  /** null: a better check-in of the same student settled it. */
  decidedBy: string | null;
  now: number;
}

/** @returns false when someone has settled it before. */
export const settleReview = async (trx: Trx, id: string, { state, decidedBy, now }: Verdict): Promise<boolean> => {
  const settled = await trx
    .updateTable('review')
    .set({ state, decidedBy, decidedAt: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst();
  return settled !== undefined;
};

/** Settles the open reviews of students whose mark has just been set otherwise. @returns them as they are now. */
export const settleReviewsOf = async (
  trx: Trx,
  { sessionId, verdicts }: { sessionId: string; verdicts: ReadonlyMap<string, Verdict> },
): Promise<Review[]> => {
  if (verdicts.size === 0) return [];
  const open = (await reviewsOf(trx, sessionId)).filter((review) => review.state === 'open');
  const settled: Review[] = [];
  for (const review of open) {
    const verdict = verdicts.get(review.student.id);
    if (!verdict || !(await settleReview(trx, review.id, verdict))) continue;
    const after = await findReview(trx, review.id);
    if (after) settled.push(after.review);
  }
  return settled;
};
