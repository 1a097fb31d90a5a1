import type { Db } from '../../platform/db/index.ts';
import type { Cut, Hold, RetentionWork } from '../../platform/retention/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { eraseOldDocuments, isOldDocument } from './documents/documents.store.ts';

/** Sealed documents of requests that are settled and that nobody reads again. */
export const oldDocuments: RetentionWork = {
  rule: 'documents',
  days: async (db, now) => (await currentPolicy(db, now)).data.requests.documentDays,
  due: async (db: Db, { before }: Cut) => {
    const { n } = await db
      .selectFrom('requestDocument')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where(isOldDocument(before))
      .executeTakeFirstOrThrow();
    return { due: Number(n), held: 0 };
  },
  erase: (db, { before, now }) => eraseOldDocuments(db, { before, now }),
};

const BEING_READ = ['open', 'answered', 'second-reading'] as const;

/** Whoever asked for something that is not final, and the session it is about: the evidence is needed to answer. */
const isBeingRead = (db: Db) => db.selectFrom('studentRequest').where('state', 'in', BEING_READ);

export const requestsHold: Hold = {
  people: (db) => isBeingRead(db).where('state', '<>', 'answered').select('studentId'),
  sessions: (db) => isBeingRead(db).where('sessionId', 'is not', null).select('sessionId'),
};
