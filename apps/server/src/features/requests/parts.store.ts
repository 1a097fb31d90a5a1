import type { RequestAnswer, RequestDocument } from '@smart-presence/contract';
import type { Db, Trx } from '../../platform/db/index.ts';

/** Answers by request, the first one first. */
export const answersOf = async (db: Db, requestIds: readonly string[]): Promise<Map<string, RequestAnswer[]>> => {
  if (requestIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('requestAnswer')
    .innerJoin('person', 'person.id', 'requestAnswer.answeredBy')
    .selectAll('requestAnswer')
    .select('person.name')
    .where('requestId', 'in', requestIds)
    .orderBy('round')
    .execute();
  const byRequest = Map.groupBy(rows, ({ requestId }) => requestId);
  return mapValues(byRequest, ({ round, verdict, reason, code, answeredBy, name, answeredAt }) => ({
    round,
    verdict,
    reason,
    code,
    by: { id: answeredBy, name },
    at: answeredAt,
  }));
};

export interface NewAnswer {
  requestId: string;
  round: 1 | 2;
  verdict: RequestAnswer['verdict'];
  reason: string;
  code: string | null;
  answeredBy: string;
  answeredAt: number;
}

export const insertAnswer = (trx: Trx, answer: NewAnswer) => trx.insertInto('requestAnswer').values(answer).execute();

/** Documents by request with who opened them, never what they hold. */
export const documentsOf = async (db: Db, requestIds: readonly string[]): Promise<Map<string, RequestDocument[]>> => {
  if (requestIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('requestDocument')
    .select(['id', 'requestId', 'type', 'bytes', 'addedAt', 'erasedAt'])
    .where('requestId', 'in', requestIds)
    .orderBy('id')
    .execute();
  const openings = await openingsOf(
    db,
    rows.map(({ id }) => id),
  );
  const byRequest = Map.groupBy(rows, ({ requestId }) => requestId);
  return mapValues(byRequest, ({ requestId: _, type, ...row }) => ({
    ...row,
    type: type as RequestDocument['type'],
    openings: openings.get(row.id) ?? [],
  }));
};

const openingsOf = async (
  db: Db,
  documentIds: readonly string[],
): Promise<Map<string, RequestDocument['openings']>> => {
  if (documentIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('documentOpening')
    .innerJoin('person', 'person.id', 'documentOpening.openedBy')
    .select(['documentId', 'openedBy', 'openedAt', 'person.name'])
    .where('documentId', 'in', documentIds)
    .orderBy('openedAt')
    .orderBy('documentOpening.id')
    .execute();
  const byDocument = Map.groupBy(rows, ({ documentId }) => documentId);
  return mapValues(byDocument, ({ openedBy, name, openedAt }) => ({ by: { id: openedBy, name }, at: openedAt }));
};

const mapValues = <T, U>(groups: ReadonlyMap<string, readonly T[]>, view: (row: T) => U): Map<string, U[]> =>
  new Map([...groups].map(([id, rows]) => [id, rows.map(view)]));
