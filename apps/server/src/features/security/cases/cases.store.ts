import type { CaseLink } from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import { chunksOf, type Db, newId, type Schema, type Trx } from '../../../platform/db/index.ts';
import type { GatheredCase } from './gather-cases.ts';
import type { Link, Trace } from './links-of.ts';
import { NAMING_CODES, type NamingEvent } from './links-of-events.ts';

export type CaseRow = Selectable<Schema['securityCase']>;

/** Notes that the check-ins of a section are to be compared anew. */
export const noteDue = async (db: Db, sectionId: string, now: number): Promise<void> => {
  await db
    .insertInto('securityDueSection')
    .values({ sectionId, since: now })
    .onConflict((conflict) => conflict.column('sectionId').doNothing())
    .execute();
};

/** Takes one section that is due; of several servers one gets it. */
export const takeDue = async (trx: Trx): Promise<string | undefined> => {
  const due = await trx
    .selectFrom('securityDueSection')
    .select('sectionId')
    .orderBy('since')
    .limit(1)
    .executeTakeFirst();
  if (!due) return undefined;
  const taken = await trx
    .deleteFrom('securityDueSection')
    .where('sectionId', '=', due.sectionId)
    .returning('sectionId')
    .executeTakeFirst();
  return taken?.sectionId;
};

export const tracesOf = (db: Db, sectionId: string): Promise<Trace[]> =>
  db
    .selectFrom('checkInTrace')
    .select(['sessionId', 'studentId', 'at', 'device', 'spot'])
    .where('sectionId', '=', sectionId)
    .orderBy('at')
    .execute();

/** The links of a section, in place of those it had. */
export const replaceLinks = async (trx: Trx, sectionId: string, links: readonly Link[]): Promise<void> => {
  await trx.deleteFrom('securityLink').where('sectionId', '=', sectionId).execute();
  for (const some of chunksOf(links))
    await trx
      .insertInto('securityLink')
      .values(some.map(({ facts, ...link }) => ({ id: newId(), sectionId, ...link, facts: JSON.stringify(facts) })))
      .execute();
};

export const storedLinks = async (db: Db): Promise<Link[]> => {
  const rows = await db
    .selectFrom('securityLink')
    .select(['kind', 'a', 'b', 'strength', 'firstAt', 'lastAt', 'facts'])
    .execute();
  return rows.map(({ facts, kind, ...row }) => ({ ...row, kind: kind as Link['kind'], facts: JSON.parse(facts) }));
};

/** Events that name other students, with the network their code was used from. */
export const namingEvents = async (db: Db, since: number): Promise<NamingEvent[]> => {
  const rows = await db
    .selectFrom('securityEvent as event')
    .leftJoin('checkInTrace as trace', (join) =>
      join.onRef('trace.sessionId', '=', 'event.sessionId').onRef('trace.studentId', '=', 'event.personId'),
    )
    .select(['event.code', 'event.personId', 'event.sessionId', 'event.evidence', 'event.lastAt', 'trace.network'])
    .where('event.code', 'in', NAMING_CODES)
    .where('event.lastAt', '>', since)
    .execute();
  return rows.flatMap(({ personId, evidence, lastAt, ...row }) =>
    personId === null ? [] : [{ ...row, personId, others: namedIn(evidence), at: lastAt }],
  );
};

/** Ids of other people in the evidence of an event. */
export const namedIn = (evidence: string): string[] => {
  const { with: others } = JSON.parse(evidence) as { with?: unknown };
  return Array.isArray(others) ? others.filter((id) => typeof id === 'string') : [];
};

/** Who is still there, of people whom events name. */
export const existing = async (db: Db, ids: readonly string[]): Promise<Set<string>> => {
  const found = new Set<string>();
  for (const some of chunksOf(ids))
    for (const { id } of await db.selectFrom('person').select('id').where('id', 'in', some).execute()) found.add(id);
  return found;
};

export interface KnownCase {
  id: string;
  state: CaseRow['state'];
  closedAt: number | null;
  members: string[];
  links: string;
}

export const knownCases = async (db: Db): Promise<KnownCase[]> => {
  const rows = await db.selectFrom('securityCase').select(['id', 'state', 'closedAt', 'links']).execute();
  const members = await db.selectFrom('securityCaseMember').selectAll().execute();
  return rows.map((row) => ({
    ...row,
    members: members.filter(({ caseId }) => caseId === row.id).map(({ personId }) => personId),
  }));
};

export const saveCase = async (
  trx: Trx,
  { id, gathered, now }: { id: string | null; gathered: GatheredCase; now: number },
): Promise<string> => {
  const links = JSON.stringify(gathered.links satisfies CaseLink[]);
  const caseId = id ?? newId(now);
  if (id === null)
    await trx
      .insertInto('securityCase')
      .values({ id: caseId, state: 'open', openedAt: now, lastAt: gathered.lastAt, closedAt: null, links })
      .execute();
  else await trx.updateTable('securityCase').set({ lastAt: gathered.lastAt, links }).where('id', '=', id).execute();
  await trx
    .insertInto('securityCaseMember')
    .values(gathered.members.map((personId) => ({ caseId, personId })))
    .onConflict((conflict) => conflict.columns(['caseId', 'personId']).doNothing())
    .execute();
  return caseId;
};

/** What came of a case is said with its alert. */
export const closeCase = async (trx: Trx, id: string, now: number): Promise<void> => {
  await trx
    .updateTable('securityCase')
    .set({ state: 'closed', closedAt: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .execute();
};
