import { deriveKey, openJson, sealJson } from '../../../platform/crypto/index.ts';
import { type Db, newId, type Trx } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { newSecret, stepOfCode } from './authenticator-code.ts';

/** A secret that was shown and not confirmed by then is begun again. */
const BEGUN_MS = 15 * 60_000;

/** Who keeps authenticators' secrets: sealed with a key of this purpose alone, each bound to its person. */
export interface AuthenticatorStore {
  /** Makes a secret that counts once a code of it was given; an earlier unconfirmed one ends. */
  begin(trx: Trx, props: { personId: string; sessionId: string; now: number }): Promise<string>;
  /** The unconfirmed secret's row and the step of the code; undefined when there is none of this session. */
  findBegun(
    db: Db,
    props: { personId: string; sessionId: string; code: string; now: number },
  ): Promise<Begun | undefined>;
  /** Makes a begun one the person's authenticator, in place of another. @returns false when it is gone. */
  confirm(trx: Trx, props: { personId: string; id: string; step: number; now: number }): Promise<boolean>;
  /** The step of a code of the person's authenticator; null when it is of none. The work is the same without one. */
  stepOf(db: Db, props: { personId: string; code: string; now: number }): Promise<number | null>;
  /** Takes a step once. @returns false when it or a later one was taken before. */
  take(db: Db, props: { personId: string; step: number }): Promise<boolean>;
}

export interface Begun {
  id: string;
  /** null: the code is wrong. */
  step: number | null;
}

export const authenticatorStore = (signing: Buffer): AuthenticatorStore => {
  const key = deriveKey(signing, 'authenticator');
  const sealing = (personId: string) => ({ key, bound: `authenticator of ${personId}` });
  /** @throws AppError `authenticator_unreadable` when it was sealed with another `SMART_PRESENCE_SECRET`. */
  const open = (personId: string, sealed: Uint8Array): string => {
    try {
      return openJson(sealing(personId), sealed) as string;
    } catch {
      return fail('authenticator_unreadable');
    }
  };
  /** What is compared when a person has no authenticator, so that both take as long. */
  const nobody = { id: 'nobody', secret: sealJson(sealing('nobody'), newSecret()) };

  return {
    begin: async (trx, { personId, sessionId, now }) => {
      const secret = newSecret();
      await trx.deleteFrom('authenticator').where('personId', '=', personId).where('confirmedAt', 'is', null).execute();
      await trx
        .insertInto('authenticator')
        .values({
          id: newId(now),
          personId,
          secret: sealJson(sealing(personId), secret),
          begunIn: sessionId,
          createdAt: now,
          confirmedAt: null,
          lastStep: 0,
        })
        .execute();
      return secret;
    },
    findBegun: async (db, { personId, sessionId, code, now }) => {
      const row = await db
        .selectFrom('authenticator')
        .select(['id', 'secret'])
        .where('personId', '=', personId)
        .where('begunIn', '=', sessionId)
        .where('confirmedAt', 'is', null)
        .where('createdAt', '>', now - BEGUN_MS)
        .executeTakeFirst();
      return row && { id: row.id, step: stepOfCode({ secret: open(personId, row.secret), code, now }) };
    },
    confirm: async (trx, { personId, id, step, now }) => {
      await trx
        .deleteFrom('authenticator')
        .where('personId', '=', personId)
        .where('confirmedAt', 'is not', null)
        .execute();
      const confirmed = await trx
        .updateTable('authenticator')
        .set({ confirmedAt: now, lastStep: step })
        .where('id', '=', id)
        .where('confirmedAt', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return confirmed !== undefined;
    },
    stepOf: async (db, { personId, code, now }) => {
      const row = await db
        .selectFrom('authenticator')
        .select('secret')
        .where('personId', '=', personId)
        .where('confirmedAt', 'is not', null)
        .executeTakeFirst();
      const secret = row ? open(personId, row.secret) : open(nobody.id, nobody.secret);
      const step = stepOfCode({ secret, code, now });
      return row ? step : null;
    },
    take: async (db, { personId, step }) => {
      const taken = await db
        .updateTable('authenticator')
        .set({ lastStep: step })
        .where('personId', '=', personId)
        .where('confirmedAt', 'is not', null)
        .where('lastStep', '<', step)
        .returning('id')
        .executeTakeFirst();
      return taken !== undefined;
    },
  };
};
