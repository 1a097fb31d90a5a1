import type { BreachQuestion, BreachReport } from '@smart-presence/contract';
import { type Db, inChunks } from '../../../platform/db/index.ts';
import { toSheet } from '../privacy/sheet.ts';
import { type Affected, affectedBy } from './affected.ts';

/** What an authority asks for: who, which data, how they were protected, what happened. */
export const reportBreach = async (db: Db, question: BreachQuestion, now: number): Promise<BreachReport> => {
  const { from, to, hasKeys } = question;
  const found = await affectedBy(db, question);
  const people = await whoAre(db, found);
  const affected = amongThem(found, new Set(people.map(({ id }) => id)));
  const roles = Map.groupBy(people, ({ role }) => role);
  return {
    question,
    madeAt: now,
    people: people.length,
    byRole: [...roles].map(([role, some]) => ({ role, people: some.length })),
    under18: people.filter(({ isUnder18 }) => isUnder18).length,
    kinds: affected.map(({ table, people: whose }) => ({
      kind: table.kind,
      rows: [...whose.values()].reduce((sum, count) => sum + count, 0),
      people: whose.size,
      // A sealed store and the key to it are an open one.
      protection: hasKeys && table.protection === 'sealed' ? 'clear' : (table.protection ?? 'clear'),
    })),
    erasedSince: await erasedSince(db, from),
    happened: await whatHappened(db, { from, to }),
  };
};

/** Those affected, one in each row. */
export const listBreach = async (db: Db, question: BreachQuestion): Promise<string> => {
  const affected = await affectedBy(db, question);
  const people = await whoAre(db, affected);
  return toSheet(
    people.map(({ id, name, email, role, usn, isUnder18, guardianEmail }) => ({
      id,
      name,
      email,
      role,
      usn,
      under18: isUnder18 ? 'yes' : 'no',
      guardianEmail: isUnder18 ? guardianEmail : null,
      kinds: affected
        .filter(({ people: whose }) => whose.has(id))
        .map(({ table }) => table.kind)
        .join('; '),
    })),
  );
};

/** Of those alone who are in the list: counts of kinds and of people fit each other. */
const amongThem = (affected: readonly Affected[], ids: ReadonlySet<string>): Affected[] =>
  affected
    .map(({ table, people }) => ({ table, people: new Map([...people].filter(([id]) => ids.has(id))) }))
    .filter(({ people }) => people.size > 0);

/** Devices are accounts, too, and nobody's data; who was erased has no name any more. */
const whoAre = async (db: Db, affected: readonly Affected[]) => {
  const ids = [...new Set(affected.flatMap(({ people }) => [...people.keys()]))].sort();
  const found = await inChunks(ids, (some) =>
    db
      .selectFrom('person')
      .leftJoin('studentProfile', 'studentProfile.personId', 'person.id')
      .select(['person.id', 'person.name', 'person.email', 'person.role', 'studentProfile.usn'])
      .select(['studentProfile.isUnder18', 'studentProfile.guardianEmail'])
      .where('person.id', 'in', some)
      .where('person.role', '<>', 'kiosk')
      .where('person.erasedAt', 'is', null)
      .execute(),
  );
  return found.sort((a, b) => a.name.localeCompare(b.name));
};

const erasedSince = async (db: Db, from: number): Promise<number> => {
  const { n } = await db
    .selectFrom('erasure')
    .select((eb) => eb.fn.count<number>('personId').distinct().as('n'))
    .where('at', '>=', from)
    .executeTakeFirstOrThrow();
  return Number(n);
};

const whatHappened = async (db: Db, { from, to }: { from: number; to: number }): Promise<BreachReport['happened']> => {
  const events = await db
    .selectFrom('securityEvent')
    .select((eb) => ['code', eb.fn.sum<number>('times').as('times')])
    .where('lastAt', '>=', from)
    .where('at', '<=', to)
    .groupBy('code')
    .orderBy('code')
    .execute();
  const entries = await db
    .selectFrom('auditEntry')
    .select((eb) => ['action', eb.fn.countAll<number>().as('count')])
    .where('at', '>=', from)
    .where('at', '<=', to)
    .groupBy('action')
    .orderBy('action')
    .execute();
  const { n } = await db
    .selectFrom('securityAlert')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('lastAt', '>=', from)
    .where('openedAt', '<=', to)
    .executeTakeFirstOrThrow();
  return {
    securityEvents: events.map(({ code, times }) => ({ code, times: Number(times) })),
    auditEntries: entries.map(({ action, count }) => ({ action, count: Number(count) })),
    alerts: Number(n),
  };
};
