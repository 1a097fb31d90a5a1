import type { AuditAction, SecondFactors } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { fail, type Viewer } from '../../../platform/http/index.ts';
import type { AccountMail, FactorChange } from '../account-mail.ts';
import { credentialsById } from '../person.store.ts';
import type { RecoveryCodes } from './recovery-codes.ts';
import {
  dropRecoveryCodes,
  factorsHeld,
  holdsAny,
  isFactorRequired,
  secondFactorsOf,
  takeTurns,
} from './second-factors.store.ts';

/** What every change of the own second factors needs. */
export interface Changing {
  viewer: Viewer;
  now: number;
  codes: RecoveryCodes;
  mail: AccountMail | null;
  /** Where the person reaches us, for the mail. */
  baseUrl: string;
}

/**
 * Adds a factor. The first one brings recovery codes.
 *
 * A sign-in that is still being set up proves nothing but a password: it may add a first factor, and none beside one that
 * the owner has added in the meantime.
 * @param keep writes it. @returns the recovery codes, when there are new ones.
 * @throws AppError `second_factor_required`, and what `keep` throws.
 */
export const addFactor = (
  db: Db,
  changing: Changing,
  { change, keep }: { change: FactorChange; keep: (trx: Trx) => Promise<void> },
): Promise<string[] | null> =>
  transact(db, async (trx) => {
    const { viewer, now, codes } = changing;
    await takeTurns(trx, viewer.personId);
    const isFirst = !holdsAny(await factorsHeld(trx, viewer.personId));
    if (viewer.needs && !isFirst) fail('second_factor_required');
    await keep(trx);
    await tell(trx, changing, change);
    if (isFirst) await endOtherSetUps(trx, { viewer, now });
    const newCodes = isFirst ? await codes.renew(trx, viewer.personId) : null;
    await record(trx, changing, change);
    return newCodes;
  });

/**
 * Removes a factor.
 * @param drop deletes it; false: there is none.
 * @throws AppError `not_found`, `last_second_factor` while the role must have one.
 */
export const removeFactor = (
  db: Db,
  changing: Changing,
  { change, drop }: { change: FactorChange; drop: (trx: Trx) => Promise<boolean> },
): Promise<Omit<SecondFactors, 'passkeysWork'>> =>
  transact(db, async (trx) => {
    const { viewer } = changing;
    await takeTurns(trx, viewer.personId);
    if (!(await drop(trx))) fail('not_found');
    if (!holdsAny(await factorsHeld(trx, viewer.personId))) {
      if (await isFactorRequired(trx, viewer.role)) fail('last_second_factor');
      await dropRecoveryCodes(trx, viewer.personId);
    }
    await tell(trx, changing, change);
    const left = await secondFactorsOf(trx, viewer);
    await record(trx, changing, change);
    return left;
  });

/** Ten new recovery codes. @throws AppError `not_found` without a second factor: there is nothing to recover. */
export const renewRecoveryCodes = (db: Db, changing: Changing): Promise<string[]> =>
  transact(db, async (trx) => {
    const { viewer, codes } = changing;
    await takeTurns(trx, viewer.personId);
    if (!holdsAny(await factorsHeld(trx, viewer.personId))) fail('not_found');
    await tell(trx, changing, 'recovery-codes');
    const fresh = await codes.renew(trx, viewer.personId);
    await record(trx, changing, 'recovery-codes');
    return fresh;
  });

/** The owner is told of every change: one they did not make is the last they see of their account. */
const tell = async (trx: Trx, { viewer, now, mail, baseUrl }: Changing, change: FactorChange): Promise<void> => {
  const person = await credentialsById(trx, viewer.personId);
  if (!mail || !person?.email) return;
  const { id, name, email } = person;
  await mail.tellOfFactors(trx, { person: { id, name, email }, change, reason: null, baseUrl, now });
};

const actions: Record<FactorChange, AuditAction> = {
  'passkey-added': 'second-factor.added',
  'passkey-removed': 'second-factor.removed',
  'authenticator-added': 'second-factor.added',
  'authenticator-removed': 'second-factor.removed',
  'recovery-codes': 'recovery-codes.made',
  reset: 'second-factors.reset',
};

const record = (trx: Trx, { viewer: { personId: id }, now: at }: Changing, change: FactorChange): Promise<void> =>
  audit(trx, { action: actions[change], at, actorId: id, subject: { kind: 'person', id }, details: { change } });

const endOtherSetUps = async (trx: Trx, { viewer, now }: { viewer: Viewer; now: number }): Promise<void> => {
  await trx
    .updateTable('signInSession')
    .set({ revokedAt: now })
    .where('personId', '=', viewer.personId)
    .where('id', '!=', viewer.signInSessionId)
    .where('needs', '=', 'second-factor-setup')
    .where('revokedAt', 'is', null)
    .execute();
};
