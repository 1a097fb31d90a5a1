import type { Registration } from '@smart-presence/contract';
import { sql } from 'kysely';
import type { Db } from '../../../platform/db/index.ts';
import { usnKey } from '../create-person.ts';
import { asSeen } from './look-alikes.ts';
import { mailboxOf } from './mail-domain.ts';
import type { RegistrationRow } from './registration.store.ts';

type Resembling = Registration['resembles'];

/** Shown per request: more would not help anybody to decide. */
const MOST = 5;

const nameKey = (name: string): string => asSeen(name).toLowerCase().replace(/\s+/g, ' ').trim();
const usnKeys = (usn: string): string[] => [...new Set([usnKey(usn), usnKey(asSeen(usn))])];

/**
 * People who may be the one who asks, by request: the same USN, the same name, the same mailbox, also where another
 * script's letters look like them. One query for a page of requests.
 */
export const findResembling = async (db: Db, rows: readonly RegistrationRow[]): Promise<Map<string, Resembling>> => {
  const found = new Map<string, Resembling>(rows.map(({ id }) => [id, []]));
  if (rows.length === 0) return found;
  const usns = rows.flatMap(({ usn }) => (usn === null ? [] : usnKeys(usn)));
  const names = rows.flatMap(({ name }) => [name.toLowerCase(), nameKey(name)]);
  const mailboxes = rows.flatMap(({ email }) => (email === null ? [] : [mailboxOf(email)]));
  const people = await db
    .selectFrom('person as p')
    .leftJoin('studentProfile as s', 's.personId', 'p.id')
    .select(['p.id', 'p.name', 'p.email', 's.usn'])
    .where('p.role', '!=', 'kiosk')
    .where('p.isAwaitingApproval', '=', false)
    .where(({ eb, or }) =>
      or([
        eb(sql<string>`lower(p.name)`, 'in', names),
        eb('p.email', 'in', [...mailboxes, '']),
        eb('s.usnKey', 'in', [...usns, '']),
      ]),
    )
    .orderBy('p.id')
    .execute();
  for (const row of rows) {
    const alike = people.flatMap((person) => {
      const by = person.id === row.personId ? null : resemblance(row, person);
      return by === null ? [] : [{ by, person }];
    });
    found.set(row.id, alike.slice(0, MOST));
  }
  return found;
};

type Candidate = Resembling[number]['person'];

/** The strongest reason first: only a taken USN stands in the way. */
const resemblance = (row: RegistrationRow, person: Candidate): Resembling[number]['by'] | null => {
  if (row.usn !== null && person.usn !== null && usnKeys(row.usn).includes(usnKey(person.usn))) return 'usn';
  if (row.email !== null && person.email !== null && mailboxOf(row.email) === mailboxOf(person.email)) return 'mailbox';
  return nameKey(row.name) === nameKey(person.name) ? 'name' : null;
};
