import type { Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { endLeave } from '../attendance/index.ts';
import { eraseDocumentsOf } from './documents/documents.store.ts';
import { studentActions } from './judge-request.ts';
import { type RequestRow, type RequestViewer, takeRequest } from './requests.store.ts';

export interface OwnRequest {
  id: string;
  viewer: RequestViewer;
  now: number;
}

/**
 * The student takes a request back. What granted leave gave is put back; its documents are erased at once.
 * @throws AppError `not_found`, `request_settled`, `session_locked`.
 */
export const withdrawRequest = async (trx: Trx, { id, viewer, now }: OwnRequest): Promise<RequestRow> => {
  const row = await takeRequest(trx, { id, viewer });
  if (!studentActions({ ...row, firstReader: null }, now).includes('withdraw')) fail('request_settled');
  if (row.verdict === 'granted')
    await endLeave(trx, { leaveId: id, viewer, reason: 'leave withdrawn by the student', now });
  await eraseDocumentsOf(trx, id, now);
  await trx.updateTable('studentRequest').set({ state: 'withdrawn', settledAt: now }).where('id', '=', id).execute();
  return { ...row, state: 'withdrawn' };
};

/**
 * The student asks that somebody else reads a refused request. Once: the second answer is the last.
 * @throws AppError `not_found`, `request_settled`.
 */
export const askSecondReading = async (
  trx: Trx,
  { id, viewer, statement, now }: OwnRequest & { statement: string },
): Promise<RequestRow> => {
  const row = await takeRequest(trx, { id, viewer });
  if (!studentActions({ ...row, firstReader: null }, now).includes('ask-second-reading')) fail('request_settled');
  // As long again as the first answer was given.
  const answerBy = now + (row.answerBy - row.askedAt);
  await trx
    .updateTable('studentRequest')
    .set({ state: 'second-reading', answerBy, secondAskedAt: now, secondStatement: statement })
    .where('id', '=', id)
    .execute();
  return { ...row, state: 'second-reading', answerBy };
};
