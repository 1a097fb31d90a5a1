import type { CaseLink, SecurityAlert, SecurityCase, SecurityEvent, SecuritySubject } from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import { type Db, inChunks, type Schema } from '../../platform/db/index.ts';
import { type AlertRow, reasonsOf } from './alerts.store.ts';
import { type CaseRow, namedIn } from './cases/cases.store.ts';

type EventRow = Selectable<Schema['securityEvent']>;
interface Named {
  id: string;
  name: string;
  usn: string | null;
  role: string;
}
type Names = ReadonlyMap<string, Named>;

/** People by id, as far as they are still there; kiosks have names, too. */
export const namesOf = async (db: Db, ids: readonly string[]): Promise<Names> => {
  const rows = await inChunks([...new Set(ids)], (some) =>
    db
      .selectFrom('person')
      .leftJoin('studentProfile as profile', 'profile.personId', 'person.id')
      .select(['person.id', 'person.name', 'person.role', 'profile.usn'])
      .where('person.id', 'in', some)
      .execute(),
  );
  return new Map(rows.map((row) => [row.id, row]));
};

const subjectOf = (names: Names, kind: SecuritySubject['kind'], id: string): SecuritySubject => {
  const named = names.get(id);
  return { kind, id, name: named?.name ?? null, usn: named?.usn ?? null };
};

const refOf = (names: Names, id: string) => {
  const named = names.get(id);
  return named ? [{ id, name: named.name }] : [];
};

/** Events as administrators read them. Names come from one query, sections from another. */
export const describeEvents = async (db: Db, rows: readonly EventRow[]): Promise<SecurityEvent[]> => {
  const others = new Map(rows.map(({ id, evidence }) => [id, namedIn(evidence)]));
  const ids = rows.flatMap(({ id, actor, personId }) => [
    actor,
    ...(personId ? [personId] : []),
    ...(others.get(id) ?? []),
  ]);
  const names = await namesOf(db, ids);
  const sections = await sectionsOf(db, rows);
  return rows.map((row) => {
    const { with: _, ...facts } = JSON.parse(row.evidence) as SecurityEvent['facts'];
    const { id, code, kind, points, times, at, lastAt, sessionId, personId, sectionId } = row;
    return {
      ...{ id, code, kind, points, times, at, lastAt, sessionId, facts },
      actor: subjectOf(names, row.actorKind, row.actor),
      person: (personId && refOf(names, personId)[0]) || null,
      others: (others.get(id) ?? []).flatMap((other) => refOf(names, other)),
      section: (sectionId && sections.get(sectionId)) || null,
    };
  });
};

const sectionsOf = async (db: Db, rows: readonly EventRow[]) => {
  const ids = [...new Set(rows.flatMap(({ sectionId }) => sectionId ?? []))];
  const found = await inChunks(ids, (some) =>
    db
      .selectFrom('section')
      .innerJoin('course', 'course.id', 'section.courseId')
      .select(['section.id', 'section.name', 'course.code as courseCode'])
      .where('section.id', 'in', some)
      .execute(),
  );
  return new Map(found.map((section) => [section.id, section]));
};

export const describeAlerts = async (db: Db, rows: readonly AlertRow[]): Promise<SecurityAlert[]> => {
  const reasons = await reasonsOf(
    db,
    rows.map(({ id }) => id),
  );
  const ids = rows.flatMap(({ subject, acknowledgedBy, resolvedBy }) => [
    subject,
    acknowledgedBy ?? '',
    resolvedBy ?? '',
  ]);
  const names = await namesOf(db, ids);
  const settled = (by: string | null, at: number | null) =>
    by === null || at === null ? null : { by: refOf(names, by)[0] ?? { id: by, name: '' }, at };
  return rows.map((row) => {
    const mine = reasons.filter(({ alertId }) => alertId === row.id);
    const { id, kind, severity, state, points, openedAt, lastAt, note, version } = row;
    return {
      ...{ id, kind, severity, state, points, openedAt, lastAt, note, version },
      subject: subjectOf(names, row.subjectKind, row.subject),
      events: mine.reduce((sum, { events }) => sum + Number(events), 0),
      because: mine
        .map(({ code, times }) => ({ code, times: Number(times) }))
        .sort((a, b) => b.times - a.times || (a.code < b.code ? -1 : 1)),
      acknowledged: settled(row.acknowledgedBy, row.acknowledgedAt),
      resolved: settled(row.resolvedBy, row.resolvedAt),
    };
  });
};

export const describeCases = async (db: Db, rows: readonly CaseRow[]): Promise<SecurityCase[]> => {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const members = await db.selectFrom('securityCaseMember').selectAll().where('caseId', 'in', ids).execute();
  const names = await namesOf(
    db,
    members.map(({ personId }) => personId),
  );
  const alerts = await db
    .selectFrom('securityAlert')
    .select(['id', 'subject'])
    .where('subjectKind', '=', 'case')
    .where('subject', 'in', ids)
    .execute();
  return rows.map(({ id, state, openedAt, lastAt, links }) => ({
    ...{ id, state, openedAt, lastAt },
    members: members
      .filter(({ caseId }) => caseId === id)
      .flatMap(({ personId }) => names.get(personId) ?? [])
      .map(({ id: personId, name, usn }) => ({ id: personId, name, usn }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    links: JSON.parse(links) as CaseLink[],
    alertId: alerts.find(({ subject }) => subject === id)?.id ?? null,
  }));
};
