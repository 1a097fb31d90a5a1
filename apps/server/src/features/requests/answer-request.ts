import type { RequestVerdict } from '@smart-presence/contract';
import type { Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { addDays, startOfDay, timeZone } from '../academics/index.ts';
import { correctMark, DAY_MS, endLeave, grantLeave, undoCorrection } from '../attendance/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { nextRound, type RequestFacts } from './judge-request.ts';
import { codeOfLeave } from './offer.ts';
import { answersOf, insertAnswer } from './parts.store.ts';
import { type RequestRow, type RequestViewer, takeRequest } from './requests.store.ts';

export interface Answer {
  id: string;
  /** Which answer it is meant to be. */
  round: number;
  verdict: RequestVerdict;
  reason: string;
  viewer: RequestViewer;
  now: number;
}

/**
 * Answers a request, or as the second reader confirms or overturns the first answer: marks follow in the same transaction.
 * @throws AppError `not_found`, `request_settled`, `second_reader_needed`, `leave_not_offered`, `session_locked`.
 */
export const answerRequest = async (trx: Trx, answer: Answer): Promise<RequestRow> => {
  const { id, verdict, reason, viewer, now } = answer;
  const row = await takeRequest(trx, { id, viewer });
  const [first] = (await answersOf(trx, [id])).get(id) ?? [];
  const facts: RequestFacts = { ...row, firstReader: first?.by.id ?? null };
  const round = nextRound(facts, now);
  if (round === null || round !== answer.round) return fail('request_settled');
  if (round === 2 && facts.firstReader === viewer.personId) fail('second_reader_needed');

  const { requests, ...policy } = (await currentPolicy(trx, now)).data;
  const code = verdict === 'refused' ? null : codeGranted(row, { requests, ...policy });
  await insertAnswer(trx, {
    ...{ requestId: id, round, verdict, reason, code },
    answeredBy: viewer.personId,
    answeredAt: now,
  });
  if (verdict !== (row.verdict ?? 'refused')) await follow(trx, { row, answer, code });
  const isOpenToSecond = round === 1 && requests.secondReadingDays > 0;
  const state = isOpenToSecond ? ('answered' as const) : ('final' as const);
  const secondReadingBy = isOpenToSecond ? now + requests.secondReadingDays * DAY_MS : row.secondReadingBy;
  const answered = { state, verdict, settledAt: now, secondReadingBy };
  await trx.updateTable('studentRequest').set(answered).where('id', '=', id).execute();
  return { ...row, ...answered };
};

type Policy = Parameters<typeof codeOfLeave>[0];

const codeGranted = (row: RequestRow, policy: Policy): string =>
  (row.leaveKind === null ? row.wanted : codeOfLeave(policy, row.leaveKind)) ?? fail('leave_not_offered');

/** Marks as the new verdict has them: given when it grants, put back when it overturns what was granted. */
const follow = async (
  trx: Trx,
  { row, answer, code }: { row: RequestRow; answer: Answer; code: string | null },
): Promise<void> => {
  const { id, studentId, sessionId } = row;
  const { viewer, reason, now } = answer;
  if (sessionId !== null) {
    const correction = { sessionId, studentId, viewer, reason, origin: { kind: 'appeal' as const, id }, now };
    await (code === null ? undoCorrection(trx, correction) : correctMark(trx, { ...correction, code }));
  } else if (code === null) await endLeave(trx, { leaveId: id, viewer, reason, now });
  else await grantLeave(trx, { leave: { ...(await rangeOf(trx, row)), code, reason: wordsFor(row) }, viewer, now });
};

const rangeOf = async (trx: Trx, { id, studentId, sectionId, firstDay, lastDay }: RequestRow) => {
  const zone = await timeZone(trx);
  return {
    id,
    studentId,
    sectionId,
    startsAt: startOfDay(zone, firstDay ?? ''),
    endsAt: startOfDay(zone, addDays(lastDay ?? '', 1)),
  };
};

/** Said beside marks, where whoever sees the session reads it: never why the student asked. */
const wordsFor = ({ leaveKind }: RequestRow): string => `leave granted: ${leaveKind}`;
