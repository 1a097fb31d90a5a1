import { sql } from 'kysely';
import { type Db, engineFor, oneAtATime } from '../db/index.ts';

/** Something that happened, recorded in the transaction that did it. */
export interface DomainEvent {
  type: string;
  at: number;
  /** Who did it; null: the clock. */
  actorId: string | null;
  sectionId?: string;
  sessionId?: string;
  /** Whom it is about. */
  personId?: string;
  /** The rest of what listeners need; never a picture, a template or a raw score. */
  data: Record<string, unknown>;
}

export const EVENT_CHANNEL = 'smart_presence_event';

/**
 * Appends an event to the feed. Ids follow commit order (publishers take turns), so a reader that has seen id n has
 * seen everything before it. Call it last in the transaction: the turn is held until commit.
 */
export const publish = async (trx: Db, event: DomainEvent): Promise<number> => {
  await takeTurn(trx);
  const { id } = await trx.insertInto('domainEvent').values(rowOf(event)).returning('id').executeTakeFirstOrThrow();
  await notify(trx);
  return id;
};

/**
 * The turn that `publish` takes. For transactions that publish and lock rows others lock before they publish: who takes the
 * turn first never waits for somebody who waits for it.
 */
export const takeTurn = (trx: Db): Promise<void> => oneAtATime(trx, 'domain_event');

/** Rows per statement: well under the parameters either database takes. */
const ROWS = 200;

/** `publish` for several events, in the order given, at the cost of one turn. */
export const publishAll = async (trx: Db, events: readonly DomainEvent[]): Promise<void> => {
  if (events.length === 0) return;
  await takeTurn(trx);
  for (let from = 0; from < events.length; from += ROWS)
    await trx
      .insertInto('domainEvent')
      .values(events.slice(from, from + ROWS).map(rowOf))
      .execute();
  await notify(trx);
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

const notify = async (trx: Db): Promise<void> => {
  if (engineFor(trx) === 'postgres') await sql`select pg_notify(${EVENT_CHANNEL}, '')`.execute(trx);
};

/** Id of the newest event; 0 when there is none. Read it before the data it goes with. */
export const newestEventId = async (db: Db): Promise<number> => {
  const row = await db.selectFrom('domainEvent').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row?.id ?? 0;
};
