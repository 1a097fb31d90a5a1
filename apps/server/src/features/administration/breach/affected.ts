import type { BreachQuestion, BreachSystem } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { breather } from '../../../platform/jobs/breathe.ts';
import { type PersonalTable, whomHeld } from '../../../platform/personal-data/index.ts';
import { tablesAboutPeople } from '../privacy/personal-data.ts';

/** What somebody may have lost: the declared table, and rows of each person. */
export interface Affected {
  table: Pick<PersonalTable, 'kind' | 'protection'>;
  people: ReadonlyMap<string, number>;
}

const TABLES: Partial<Record<BreachSystem, readonly string[]>> = {
  templates: ['template', 'stagedTemplate', 'photoTemplate', 'photoFinding', 'dataKey', 'seenPictures'],
  documents: ['requestDocument'],
};

/**
 * Whose data were within reach, by kind. A stolen store had everything made until the end of the window, however old; a device and an account
 * what passed them within it.
 */
export const affectedBy = async (db: Db, question: BreachQuestion): Promise<Affected[]> => {
  const { system, from, to, of } = question;
  if (system === 'device') return ofDevice(db, { kioskId: of ?? '', from, to });
  if (system === 'account') return ofAccount(db, { personId: of ?? '', from, to });
  if (system === 'mail') return ofMail(db, { from, to });
  if (system === 'rooms') return ofRooms(db, { from, to });
  const names = TABLES[system];
  const breathe = breather();
  const found: Affected[] = [];
  for (const table of tablesAboutPeople) {
    if (names && !names.includes(table.table)) continue;
    found.push({ table, people: await whomHeld(db, table, { until: to }) });
    await breathe();
  }
  return found.filter(({ people }) => people.size > 0);
};

interface Window {
  from: number;
  to: number;
}

const countOf = (rows: readonly { id: string | null }[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { id } of rows) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
};

const kind = (name: string, protection?: PersonalTable['protection']): Affected['table'] => ({
  kind: name,
  ...(protection && { protection }),
});

/** Mails that waited in the window or were written in it: recipients in clear, contents sealed and gone once sent. */
const ofMail = async (db: Db, { from, to }: Window): Promise<Affected[]> => {
  const rows = await db
    .selectFrom('outbox')
    .select('personId as id')
    .where('createdAt', '<=', to)
    .where((eb) => eb.or([eb('sentAt', 'is', null), eb('sentAt', '>=', from)]))
    .execute();
  return [{ table: kind('Mails: address, and the sealed content while it waits', 'sealed'), people: countOf(rows) }];
};

const ofRooms = async (db: Db, { from, to }: Window): Promise<Affected[]> => {
  const seen = db
    .selectFrom('roomSighting')
    .innerJoin('roomSnapshot', 'roomSnapshot.id', 'roomSighting.snapshotId')
    .select('roomSighting.studentId as id')
    .where('roomSnapshot.takenAt', '>=', from)
    .where('roomSnapshot.takenAt', '<=', to);
  const pictured = seen.innerJoin('roomPicture', 'roomPicture.id', 'roomSnapshot.id');
  return [
    { table: kind('Snapshots of rooms: who was recognised, and when'), people: countOf(await seen.execute()) },
    { table: kind('Pictures of rooms that are kept', 'sealed'), people: countOf(await pictured.execute()) },
  ];
};

/** What a device had: templates it was given for a lost network, who came by, what it recorded. */
const ofDevice = async (db: Db, { kioskId, from, to }: Window & { kioskId: string }): Promise<Affected[]> => {
  const capsules = await db
    .selectFrom('kioskCapsule')
    .select('studentIds')
    .where('kioskId', '=', kioskId)
    .where('issuedAt', '<=', to)
    .where('expiresAt', '>=', from)
    .execute();
  const given = capsules.flatMap(({ studentIds }) => (JSON.parse(studentIds) as string[]).map((id) => ({ id })));
  const visits = await db
    .selectFrom('kioskAttempt')
    .select('studentId as id')
    .where('kioskId', '=', kioskId)
    .where('at', '>=', from)
    .where('at', '<=', to)
    .execute();
  return [
    { table: kind('Face templates given to the device, with names', 'sealed'), people: countOf(given) },
    { table: kind('Visits at the device'), people: countOf(visits) },
  ];
};

/** Everything of the account itself, and whoever the log says it acted upon. Reading is not written down. */
const ofAccount = async (db: Db, { personId, from, to }: Window & { personId: string }): Promise<Affected[]> => {
  const own = await Promise.all(
    tablesAboutPeople.map(async (table) => {
      const rows = (await whomHeld(db, table, { until: to })).get(personId) ?? 0;
      return { table, people: new Map(rows > 0 ? [[personId, rows]] : []) };
    }),
  );
  const acted = await db
    .selectFrom('auditDetail')
    .innerJoin('auditEntry', 'auditEntry.seq', 'auditDetail.seq')
    .select('auditDetail.personId as id')
    .where('auditDetail.actorId', '=', personId)
    .where('auditEntry.at', '>=', from)
    .where('auditEntry.at', '<=', to)
    .execute();
  return [...own, { table: kind('Acted upon with the account, by the audit log'), people: countOf(acted) }];
};
