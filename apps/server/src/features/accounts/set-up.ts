import type { BodyOf, Routes } from '@smart-presence/contract';
import { audit } from '../../platform/audit/index.ts';
import { type Db, oneAtATime, type Trx, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { hashNewPassword } from './choose-password.ts';
import { createPerson } from './create-person.ts';
import { createInstitution } from './institution.store.ts';
import { dropSetupLinks, findLink, useLink } from './one-time-link.store.ts';
import { isAnyoneThere, setPasswordHash } from './person.store.ts';

type Body = BodyOf<Routes['setUp']>;
export type FirstStructure = Pick<Body, 'department' | 'term'>;

export interface SetUp {
  body: Body;
  now: number;
  /** Makes the first department and term; academics owns those. */
  startStructure: (trx: Trx, structure: FirstStructure) => Promise<void>;
}

/**
 * Turns an empty installation into an institution with its first administrator, department and term: all or nothing,
 * and once, however many try at the same time.
 * @returns id of the administrator.
 * @throws AppError `setup_done`, `link_invalid`, `password_too_short`, `password_too_common`, `overloaded`.
 */
export const setUp = async (db: Db, { body, now, startStructure }: SetUp): Promise<string> => {
  const { institution, admin, department, term } = body;
  const link = { token: body.token, purposes: ['setup'], now } as const;
  if (await isAnyoneThere(db)) return fail('setup_done');
  // Before the dear hash: only who holds the link gets that far.
  // Who won meanwhile has dropped every link.
  if (!(await findLink(db, link))) return fail((await isAnyoneThere(db)) ? 'setup_done' : 'link_invalid');
  const hash = await hashNewPassword(admin.password, [admin.name, admin.email, institution.name]);
  return transact(db, async (trx) => {
    await oneAtATime(trx, 'set-up');
    if (await isAnyoneThere(trx)) return fail('setup_done');
    if (!(await useLink(trx, link))) return fail('link_invalid');
    await dropSetupLinks(trx);
    await createInstitution(trx, institution, now);
    const { id } = await createPerson(trx, { name: admin.name, email: admin.email, role: 'admin' }, now);
    await setPasswordHash(trx, { personId: id, hash, now });
    await startStructure(trx, { department, term });
    const { name, timeZone } = institution;
    const subject = { kind: 'institution', id: null } as const;
    await audit(trx, { action: 'institution.set-up', at: now, actorId: id, subject, details: { name, timeZone } });
    return id;
  });
};
