import type { LeaveInput } from '@smart-presence/contract';
import type { Keyring } from '../../platform/crypto/index.ts';
import { newId, type Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { isActivelyEnrolled, timeZone } from '../academics/index.ts';
import { DAY_MS } from '../attendance/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { keepDocument } from './documents/documents.store.ts';
import { typeOfDocument } from './documents/type-of-document.ts';
import { codeOfLeave, earliestDay } from './offer.ts';

/** So many may wait at a time: each may hold documents. */
export const MOST_WAITING = 10;

export interface LeaveAsked {
  input: LeaveInput;
  documents: readonly Buffer[];
  studentId: string;
  keyring: Keyring;
  now: number;
}

/**
 * A student asks for leave. @returns the id of the request.
 * @throws AppError `leave_not_offered`, `asked_too_late`, `not_enrolled`, `document_type_unsupported`, `too_many_waiting`.
 */
export const askLeave = async (trx: Trx, asked: LeaveAsked): Promise<string> => {
  const { input, documents, studentId, keyring, now } = asked;
  const { kind, firstDay, lastDay, sectionId, statement } = input;
  const { data: policy } = await currentPolicy(trx, now);
  if (codeOfLeave(policy, kind) === null) fail('leave_not_offered');
  if (lastDay < earliestDay(policy, await timeZone(trx), now)) fail('asked_too_late');
  if (sectionId !== null && !(await isActivelyEnrolled(trx, { sectionId, studentId }))) fail('not_enrolled');
  const files = documents.map((bytes, index) => ({ bytes, type: typeOfDocument(bytes) ?? refuse(index) }));
  if ((await countWaiting(trx, studentId)) >= MOST_WAITING) fail('too_many_waiting');
  const id = newId(now);
  await trx
    .insertInto('studentRequest')
    .values({
      id,
      kind: 'leave',
      studentId,
      sectionId,
      state: 'open',
      verdict: null,
      statement,
      askedAt: now,
      answerBy: now + policy.requests.answerDays * DAY_MS,
      ...{ secondReadingBy: null, secondAskedAt: null, secondStatement: null, settledAt: null },
      leaveKind: kind,
      firstDay,
      lastDay,
      ...{ sessionId: null, markId: null, wanted: null },
    })
    .execute();
  for (const { bytes, type } of files) await keepDocument(trx, keyring, { requestId: id, type, bytes, now });
  return id;
};

const refuse = (index: number): never =>
  fail('document_type_unsupported', { details: [{ path: `documents.${index}`, message: 'is none of these' }] });

const countWaiting = async (trx: Trx, studentId: string): Promise<number> => {
  const { n } = await trx
    .selectFrom('studentRequest')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('studentId', '=', studentId)
    .where('kind', '=', 'leave')
    .where('state', 'in', ['open', 'second-reading'])
    .executeTakeFirstOrThrow();
  return Number(n);
};
