import { newId } from '../../../../platform/db/index.ts';
import { noProfile, type PersonFields } from '../../../accounts/index.ts';
import { codeKey } from '../../structure.store.ts';
import * as cell from '../cells.ts';
import { knownPeople } from '../lookups.ts';
import { propose } from '../plan.ts';
import type { Planning } from './planning.ts';
import type { BundleLine } from './read-bundle.ts';

/** Others (guardians, aides, …) have no part here: they are left out. */
const roles: Readonly<Record<string, PersonFields['role']>> = {
  administrator: 'admin',
  teacher: 'faculty',
  student: 'student',
};

/** Users, matched by sourced id, else by identifier (USN), else by e-mail. @returns the role of each, by id. */
export const planUsers = async ({
  bundle,
  looking,
  plan,
  links,
}: Planning): Promise<Map<string, PersonFields['role']>> => {
  const known = await knownPeople(looking);
  const found = new Map([...known.byId].map(([id, { role }]) => [id, role]));
  const seen = new Set<string>();
  for (const line of bundle.users) {
    await looking.breathe();
    const role = roles[line.get('role') ?? ''];
    if (!role) continue;
    const sourcedId = line.read('sourcedId', cell.needed(cell.line(255)));
    const email = line.read('email', cell.orNull(cell.email));
    const usn = role === 'student' ? line.read('identifier', cell.orNull(cell.code)) : null;
    const name = nameOf(line);
    if (!sourcedId || !name || email === undefined || usn === undefined) continue;
    const isRepeated = [email && `email ${email}`, usn && `usn ${codeKey(usn)}`].some(
      (key) => key && seen.size === seen.add(key).size,
    );
    if (isRepeated) {
      line.tell('email', 'repeated', email ?? usn ?? '');
      continue;
    }
    const same = new Set(
      [
        links.find('person', sourcedId, known.byId),
        usn === null ? undefined : known.byUsn.get(codeKey(usn)),
        email === null ? undefined : known.byEmail.get(email),
      ].filter((id) => id !== undefined),
    );
    if (same.size > 1) {
      line.tell('email', 'belongs_to_another', email ?? usn ?? '');
      continue;
    }
    const [id = newId(looking.now)] = same;
    const before = known.byId.get(id) ?? null;
    if (before && before.role !== role) {
      line.tell('role', 'role_differs', line.get('role'));
      continue;
    }
    const after = fieldsOf(line, { own: { name, email, role, usn }, before: before ?? null, links });
    if (!after || !links.claim(line, { kind: 'person', sourcedId, id })) continue;
    found.set(id, role);
    propose(plan, { kind: 'person', id, row: line.row, before, after });
  }
  return found;
};

/** The name as we wrote it, else given, middle and family names. */
const nameOf = (line: BundleLine): string | undefined => {
  if (line.get('metadata.name')) return line.read('metadata.name', cell.line(120));
  const parts = ['givenName', 'middleName', 'familyName'].map((column) => line.get(column) ?? '').filter(Boolean);
  if (parts.length === 0) return line.tell('givenName', 'missing');
  return line.read('givenName', () => cell.line(120)(parts.join(' ')));
};

interface Fields {
  own: Pick<PersonFields, 'name' | 'email' | 'role' | 'usn'>;
  before: PersonFields | null;
  links: Planning['links'];
}

/** What the bundle has no column for stays. @returns undefined after telling a problem. */
const fieldsOf = (line: BundleLine, { own, before, links }: Fields): PersonFields | undefined => {
  if (own.role !== 'student') return { ...noProfile, ...own, usn: null };
  const base = before ?? noProfile;
  let isFine = true;
  const keep = <T>(column: string, reader: cell.Cell<T>, kept: T): T => {
    if (line.get(column) === undefined) return kept;
    const value = line.read(column, reader);
    if (value === undefined) isFine = false;
    return value as T;
  };
  const department = line.get('metadata.department');
  const departmentId = department ? (links.get('department', department) ?? null) : null;
  if (department && departmentId === null) return line.tell('metadata.department', 'unknown', department);
  const after: PersonFields = {
    ...own,
    departmentId: department === undefined ? base.departmentId : departmentId,
    year: keep('metadata.year', cell.orNull(cell.wholeNumber(1, 10)), base.year),
    semester: keep('metadata.semester', cell.orNull(cell.wholeNumber(1, 20)), base.semester),
    sectionLabel: keep('metadata.section', cell.orNull(cell.line(16)), base.sectionLabel),
    guardianEmail: keep('metadata.guardianEmail', cell.orNull(cell.email), base.guardianEmail),
    isUnder18: keep('metadata.under18', cell.yesOrNo, base.isUnder18),
  };
  return isFine ? after : undefined;
};
