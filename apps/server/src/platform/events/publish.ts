import { sql } from 'kysely';
import { auditAll } from '../audit/append.ts';
import { entriesOf } from '../audit/from-events.ts';
import { type Db, engineFor, type Trx, transact } from '../db/index.ts';
import type { DomainEvent } from './domain-event.ts';
import { takeTurn } from './turn.ts';

export const EVENT_CHANNEL = 'smart_presence_event';

/**
 * Appends an event to the feed, and to the audit log when it is of consequence. Ids follow commit order (publishers take
 * turns), so a reader that has seen id n has seen everything before it. Call it last in the transaction: the turn is held
 * until commit.
 */
export const publish = (db: Db, event: DomainEvent): Promise<number> =>
  transact(db, async (trx) => {
    await takeTurn(trx);
    const { id } = await trx.insertInto('domainEvent').values(rowOf(event)).returning('id').executeTakeFirstOrThrow();
    await record(trx, [event]);
    return id;
  });

/** Rows per statement: well under the parameters either database takes. */
const ROWS = 200;

/** `publish` for several events, in the order given, at the cost of one turn. */
export const publishAll = async (db: Db, events: readonly DomainEvent[]): Promise<void> => {
  if (events.length === 0) return;
  await transact(db, async (trx) => {
    await takeTurn(trx);
    for (let from = 0; from < events.length; from += ROWS)
      await trx
        .insertInto('domainEvent')
        .values(events.slice(from, from + ROWS).map(rowOf))
        .execute();
    await record(trx, events);
  });
};

const record = async (trx: Trx, events: readonly DomainEvent[]): Promise<void> => {
  await auditAll(trx, entriesOf(events));
  if (engineFor(trx) === 'postgres') await sql`select pg_notify(${EVENT_CHANNEL}, '')`.execute(trx);
};

const rowOf = (event: DomainEvent) => ({
  type: event.type,
  at: event.at,
  actorId: event.actorId,
  sectionId: event.sectionId ?? null,
  sessionId: event.sessionId ?? null,
  personId: event.personId ?? null,
  data: JSON.stringify(event.data),
});

/** Id of the newest event; 0 when there is none. Read it before the data it goes with. */
export const newestEventId = async (db: Db): Promise<number> => {
  const row = await db.selectFrom('domainEvent').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row?.id ?? 0;
};
