import { audit } from '../../../platform/audit/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { pairingKeys } from '../attempt-keys.ts';
import type { DevicePurpose } from '../permissions.ts';
import { attempt, networkActor } from '../throttle.ts';
import { kioskChanged } from './kiosk-changed.ts';
import { createKioskSession } from './kiosk-session.store.ts';
import { kioskAccount } from './kiosks.store.ts';
import { newPairingCode, PAIRING_MS } from './pairing-code.ts';

export interface CodeRequest {
  kioskId: string;
  hash: (code: string) => string;
  now: number;
}

/** Makes the code that pairs one device; an earlier one stops working. A device that is paired stays so until then. */
export const makePairingCode = (
  db: Db,
  { kioskId, hash, now }: CodeRequest,
): Promise<{ code: string; expiresAt: number; purpose: DevicePurpose }> =>
  transact(db, async (trx) => {
    const { purpose } = (await kioskAccount(trx, kioskId)) ?? fail('not_found');
    const code = newPairingCode();
    const fresh = { codeHash: hash(code), createdAt: now, expiresAt: now + PAIRING_MS, usedAt: null };
    await trx
      .insertInto('kioskPairingCode')
      .values({ kioskId, ...fresh })
      .onConflict((conflict) => conflict.column('kioskId').doUpdateSet(fresh))
      .execute();
    return { code, expiresAt: fresh.expiresAt, purpose };
  });

export interface Pairing {
  /** As the contract folds it. */
  code: string;
  hash: (code: string) => string;
  /** As `networkOf` says it. */
  network: string;
  userAgent: string | null;
  now: number;
}

/**
 * Makes whoever has the code the kiosk's device: once, however many try at the same time. The device paired before is
 * not any more.
 * @returns the token for its cookie. @throws AppError `pairing_code_invalid`, `too_many_requests`.
 */
export const pairKiosk = async (
  db: Db,
  { code, hash, network, userAgent, now }: Pairing,
): Promise<{ token: string; expiresAt: number; purpose: DevicePurpose }> => {
  const paired = await attempt(db, {
    keys: pairingKeys(network),
    now,
    signs: {
      failed: 'pairing_code_failed',
      slowed: 'pairing_code_guessed',
      actor: networkActor(db, network),
      personId: null,
    },
    evaluate: () =>
      transact(db, async (trx) => {
        const used = await trx
          .updateTable('kioskPairingCode')
          .set({ usedAt: now })
          .where('codeHash', '=', hash(code))
          .where('usedAt', 'is', null)
          .where('expiresAt', '>', now)
          .returning('kioskId')
          .executeTakeFirst();
        const account = used && (await kioskAccount(trx, used.kioskId));
        if (!account) return undefined;
        const session = await createKioskSession(trx, { kioskId: account.id, now, userAgent, network });
        await publish(trx, kioskChanged({ id: account.id, actorId: null, now }));
        const subject = { kind: 'kiosk', id: account.id } as const;
        await audit(trx, { action: 'kiosk.paired', at: now, actorId: null, subject, details: { network } });
        return { ...session, purpose: account.purpose };
      }),
  });
  return paired ?? fail('pairing_code_invalid');
};

/** A code that nobody has used yet is worth nothing from now on. */
export const dropPairingCode = async (db: Db, kioskId: string): Promise<void> => {
  await db.deleteFrom('kioskPairingCode').where('kioskId', '=', kioskId).execute();
};
