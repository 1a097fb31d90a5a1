import type { Trx } from '../../platform/db/index.ts';
import { publish } from '../../platform/events/index.ts';
import { sessionView } from '../attendance/index.ts';
import { notify } from '../notifications/index.ts';
import type { RequestRow } from './requests.store.ts';

export interface Telling {
  row: RequestRow;
  actorId: string;
  now: number;
}

/** Tells those who look at queues and statuses to look again. Last in its transaction. */
export const tellLive = (trx: Trx, { row, actorId, now }: Telling): Promise<number> =>
  publish(trx, {
    type: 'request.changed',
    at: now,
    actorId,
    personId: row.studentId,
    ...(row.sectionId === null ? {} : { sectionId: row.sectionId }),
    data: { requestId: row.id },
  });

export interface AnswerTold extends Telling {
  round: number;
}

/** Tells the student that there is an answer, as they chose to be told. The reason is read where one is signed in. */
export const tellAnswer = async (trx: Trx, { row, round, actorId, now }: AnswerTold): Promise<void> => {
  const { id, kind, firstDay, lastDay, verdict, studentId, sessionId } = row;
  if (verdict === null) return;
  const session = sessionId === null ? undefined : await sessionView(trx, sessionId, now);
  const mayAskAgain = row.state === 'answered' && verdict === 'refused';
  await notify(trx, {
    kind: 'request-answered',
    data: {
      ...{ requestId: id, request: kind, firstDay, lastDay, verdict },
      openedAt: session?.openedAt ?? null,
      secondReadingBy: mayAskAgain ? row.secondReadingBy : null,
    },
    cause: `${id} ${round}`,
    people: [studentId],
    actorId,
    now,
  });
};
