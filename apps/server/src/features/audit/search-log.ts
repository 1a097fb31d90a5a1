import type { AuditAction, AuditRecord, AuditSubjectKind } from '@smart-presence/contract';
import { sql } from 'kysely';
import { type Db, likeAnyCase } from '../../platform/db/index.ts';
import { breather } from '../../platform/jobs/index.ts';
import { namesOf } from './names-of.ts';

export interface LogSearch {
  person?: string | undefined;
  action?: AuditAction | undefined;
  subject?: string | undefined;
  /** Milliseconds UTC; entries at or after `since`, before `until`. */
  since?: number | undefined;
  until?: number | undefined;
  search: string;
  /** Entries before this number. */
  before?: number | undefined;
}

export interface LogPage {
  items: AuditRecord[];
  next: number | null;
}

export const PAGE = 50;
/** Looked at in one statement: few enough that nobody waits for it. */
const SLICE = 2000;
/** Slices of one request; then the reader is asked whether to look further back. */
const MOST_SLICES = 100;

/**
 * Searches back in time, slice by slice of the log, so that no search of a million entries holds the process: a page may
 * hold fewer than there is room for, even none, and `next` says where to go on.
 */
export const searchLog = async (db: Db, search: LogSearch): Promise<LogPage> => {
  const breathe = breather();
  const { first, last } = await rangeOf(db, search);
  const rows: Row[] = [];
  let below = Math.min(search.before ?? Number.MAX_SAFE_INTEGER, last + 1);
  // What an index finds needs no slices.
  const size = (search.person ?? search.subject) ? Number.MAX_SAFE_INTEGER : SLICE;
  for (let slices = 0; slices < MOST_SLICES && below > first; slices += 1) {
    const from = Math.max(first, below - size);
    const found = await rowsIn(db, { search, from, below, limit: PAGE + 1 - rows.length });
    rows.push(...found);
    below = from;
    if (rows.length > PAGE) break;
    await breathe();
  }
  const shown = rows.slice(0, PAGE);
  const oldest = shown.at(-1)?.seq;
  const next = rows.length > PAGE && oldest !== undefined ? oldest : below > first ? below : null;
  return { items: await toRecords(db, shown), next };
};

/** Clocks of several servers differ a little: entries are nearly in the order of their instants. */
const CLOCKS_MS = 10 * 60_000;

/** The numbers a search can find. */
const rangeOf = async (db: Db, { since, until }: LogSearch): Promise<{ first: number; last: number }> => {
  const entries = db.selectFrom('auditEntry').select('seq');
  const oldest = await entries
    .$if(since !== undefined, (query) => query.where('at', '>=', Number(since) - CLOCKS_MS).orderBy('at'))
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  const newest = await entries
    .$if(until !== undefined, (query) => query.where('at', '<', Number(until) + CLOCKS_MS).orderBy('at', 'desc'))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return oldest && newest ? { first: oldest.seq, last: newest.seq } : { first: 1, last: 0 };
};

interface Slice {
  search: LogSearch;
  from: number;
  below: number;
  limit: number;
}

const rowsIn = async (db: Db, { search: wanted, from, below, limit }: Slice) => {
  const { person, action, subject, since, until, search } = wanted;
  return db
    .selectFrom('auditEntry as e')
    .innerJoin('auditDetail as d', 'd.seq', 'e.seq')
    .leftJoin('person as actor', 'actor.id', 'd.actorId')
    .leftJoin('person as about', 'about.id', 'd.personId')
    .select(['e.seq', 'e.at', 'e.action', 'e.hash', 'd.actorId', 'd.actorSalt', 'd.subjectKind', 'd.subjectId'])
    .select(['d.personId', 'd.data', 'd.salt', 'actor.name as actorName', 'about.name as personName'])
    .where('e.seq', '>=', from)
    .where('e.seq', '<', below)
    .$if(action !== undefined, (query) => query.where('e.action', '=', action as AuditAction))
    .$if(subject !== undefined, (query) => query.where('d.subjectId', '=', subject as string))
    .$if(person !== undefined, (query) =>
      query.where((eb) => eb.or([eb('d.actorId', '=', person as string), eb('d.personId', '=', person as string)])),
    )
    .$if(since !== undefined, (query) => query.where('e.at', '>=', since as number))
    .$if(until !== undefined, (query) => query.where('e.at', '<', until as number))
    .$if(search !== '', (query) =>
      query.where((eb) =>
        eb.or(['actor.name', 'about.name', 'e.action', 'd.data'].map((column) => likeAnyCase(sql.ref(column), search))),
      ),
    )
    .orderBy('e.seq', 'desc')
    .limit(limit)
    .execute();
};

type Row = Awaited<ReturnType<typeof rowsIn>>[number];

const toRecords = async (db: Db, rows: readonly Row[]): Promise<AuditRecord[]> => {
  const names = await namesOf(
    db,
    rows.flatMap(({ subjectKind, subjectId }) =>
      subjectKind === null || subjectId === null ? [] : [{ kind: subjectKind, id: subjectId }],
    ),
  );
  return rows.map(({ seq, at, action, hash, ...row }) => ({
    seq,
    at,
    action,
    hash,
    actor: ref(row.actorId, row.actorName),
    isActorErased: row.actorSalt === null,
    subject: subjectOf(row, names),
    person: ref(row.personId, row.personName),
    details: row.salt === null || row.data === null ? null : (JSON.parse(row.data) as Record<string, unknown>),
  }));
};

const ref = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '–' });

const subjectOf = (
  { subjectKind: kind, subjectId: id }: { subjectKind: AuditSubjectKind | null; subjectId: string | null },
  names: ReadonlyMap<string, string>,
): AuditRecord['subject'] => (kind === null ? null : { kind, id, name: id === null ? null : (names.get(id) ?? null) });
