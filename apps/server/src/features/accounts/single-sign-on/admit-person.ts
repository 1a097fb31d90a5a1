import type { MappedRole, Role } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { type Db, oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { AppError, fail } from '../../../platform/http/index.ts';
import { createPerson } from '../create-person.ts';
import { dropLinks, PASSWORD_LINKS } from '../one-time-link.store.ts';
import { factorsHeld, holdsAny } from '../second-factors/second-factors.store.ts';
import { endSessionsOf } from '../sign-in-session.store.ts';
import { updatePerson } from '../update-person.ts';
import { type Arrival, decideArrival, type Resident } from './decide-arrival.ts';
import { findIdentity, keepIdentity, noteUse } from './identity.store.ts';
import type { StoredProvider } from './identity-provider.store.ts';
import type { Vouched } from './read-claims.ts';
import { type Telling, tellOfIdentity } from './tell-of-identity.ts';

/** Academics knows departments. @returns id; null: there is none of this code or name. */
export type FindDepartment = (db: Db, named: { by: 'code' | 'name'; value: string }) => Promise<string | null>;

export interface AdmitPerson {
  provider: StoredProvider;
  vouched: Vouched;
  findDepartment: FindDepartment;
  now: number;
  telling: Telling;
}

/**
 * Lets somebody in whom a provider vouches for: finds, links or makes their account, all or nothing.
 * @throws AppError as `decideArrival` says, `single_sign_on_usn_taken`.
 */
export const admitPerson = (db: Db, props: AdmitPerson): Promise<{ id: string; role: Role }> =>
  transact(db, async (trx) => {
    const { provider, vouched, now } = props;
    // Two first sign-ins of one person take turns; so do two people with one e-mail.
    await oneAtATime(trx, 'single sign-on');
    const identity = await findIdentity(trx, { providerId: provider.id, subject: vouched.subject });
    const arrival = decideArrival({
      settings: provider.settings,
      vouched,
      linked: identity && { ...(await residentById(trx, identity.personId)), isMaker: identity.isMaker },
      byMail: identity || !vouched.email ? undefined : await residentByMail(trx, vouched.email),
    });
    const person = await carryOut(trx, { ...props, arrival, isMade: identity?.isMaker ?? false });
    await noteUse(trx, { providerId: provider.id, subject: vouched.subject, email: vouched.email, now });
    return person;
  });

type Carried = AdmitPerson & { arrival: Arrival; isMade: boolean };

const carryOut = async (trx: Trx, props: Carried): Promise<{ id: string; role: Role }> => {
  const { arrival, provider, vouched, now } = props;
  const identity = { providerId: provider.id, subject: vouched.subject, email: vouched.email, now };
  if (arrival.do === 'refuse') return fail(arrival.code);
  if (arrival.do === 'make') {
    const person = await makePerson(trx, { ...props, role: arrival.role });
    await keepIdentity(trx, { ...identity, personId: person.id, isMaker: true });
    const subject = { kind: 'person', id: person.id } as const;
    const details = { role: person.role, providerId: provider.id };
    await audit(trx, { action: 'person.created', at: now, actorId: null, subject, details });
    return person;
  }
  const { personId } = arrival;
  if (arrival.do === 'link') {
    await keepIdentity(trx, { ...identity, personId, isMaker: false });
    await forgetOtherWays(trx, personId, now);
    const provider = props.provider.settings.name;
    await tellOfIdentity(trx, { ...props.telling, personId, change: 'linked', provider, now });
    const subject = { kind: 'person', id: personId } as const;
    const details = { providerId: props.provider.id };
    await audit(trx, { action: 'identity.linked', at: now, actorId: null, subject, details });
  } else if (props.isMade) await followProvider(trx, { ...props, personId, newRole: arrival.newRole });
  return trx.selectFrom('person').select(['id', 'role']).where('id', '=', personId).executeTakeFirstOrThrow();
};

const residents = (trx: Trx) =>
  trx.selectFrom('person').select(['id', 'role', 'isDisabled', 'isAwaitingApproval']).limit(1);
type ResidentRow = Omit<Resident, 'hasSecondFactor' | 'identities'>;

const residentById = async (trx: Trx, id: string): Promise<Resident> =>
  withProofs(trx, await residents(trx).where('id', '=', id).executeTakeFirstOrThrow());

const residentByMail = async (trx: Trx, email: string): Promise<Resident | undefined> => {
  const row = await residents(trx).where('email', '=', email).executeTakeFirst();
  return row && withProofs(trx, row);
};

const withProofs = async (trx: Trx, row: ResidentRow): Promise<Resident> => {
  const identities = await trx.selectFrom('identity').select('id').where('personId', '=', row.id).execute();
  return { ...row, hasSecondFactor: holdsAny(await factorsHeld(trx, row.id)), identities: identities.length };
};

/**
 * Whoever got hold of the account before its owner came (with a misdirected invitation, say) is put out: sessions end,
 * links and the password stop working, as they do when a password is reset by mail.
 */
const forgetOtherWays = async (trx: Trx, personId: string, now: number): Promise<void> => {
  await trx
    .updateTable('person')
    .set({ passwordHash: null, isPasswordChangeDue: false, isPasswordShort: false, updatedAt: now })
    .where('id', '=', personId)
    .execute();
  await dropLinks(trx, { personIds: [personId], purposes: PASSWORD_LINKS });
  await endSessionsOf(trx, [personId], now);
};

const makePerson = async (trx: Trx, props: AdmitPerson & { role: MappedRole }): Promise<{ id: string; role: Role }> => {
  const { vouched, role, now } = props;
  const { name, email, usn } = vouched;
  const departmentId = await departmentOf(trx, props);
  try {
    return await createPerson(trx, { name, email, role, profile: { usn, departmentId } }, now);
  } catch (error) {
    if (error instanceof AppError && error.code === 'usn_taken') return fail('single_sign_on_usn_taken');
    throw error;
  }
};

const departmentOf = async (trx: Trx, { provider, vouched, findDepartment }: AdmitPerson): Promise<string | null> => {
  const { department } = provider.settings;
  if (!department || vouched.department === null) return null;
  return findDepartment(trx, { by: department.by, value: vouched.department });
};

/** An account that a provider made follows what it says about role and department; what it no longer says stays. */
const followProvider = async (
  trx: Trx,
  props: AdmitPerson & { personId: string; newRole: MappedRole | null },
): Promise<void> => {
  const { personId, newRole, now } = props;
  const departmentId = await departmentOf(trx, props);
  const profile = departmentId === null ? {} : { profile: { departmentId } };
  const { role } = await trx.selectFrom('person').select('role').where('id', '=', personId).executeTakeFirstOrThrow();
  const isStudent = (newRole ?? role) === 'student';
  if (newRole === null && !(isStudent && departmentId !== null)) return;
  await updatePerson(trx, personId, { ...(newRole ? { role: newRole } : {}), ...(isStudent ? profile : {}) }, now);
  if (newRole === null || newRole === role) return;
  const subject = { kind: 'person', id: personId } as const;
  const details = { role: { from: role, to: newRole }, providerId: props.provider.id };
  await audit(trx, { action: 'person.role-changed', at: now, actorId: null, subject, details });
};
