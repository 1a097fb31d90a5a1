import { randomBytes } from 'node:crypto';
import { deriveKey, sign } from '../../../platform/crypto/index.ts';
import type { Db, Trx } from '../../../platform/db/index.ts';

const COUNT = 10;
const LETTERS = 12;
/** Crockford's base 32: no letter that is read as another one. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Codes for the day the phone is gone: each works once. Only keyed hashes are stored. */
export interface RecoveryCodes {
  /** Makes ten new ones; earlier ones end. */
  renew(trx: Trx, personId: string): Promise<string[]>;
  isUnused(db: Db, props: { personId: string; code: string }): Promise<boolean>;
  /** Uses one up. @returns false when it is none of the person's, or was used: of two at once, one wins. */
  take(db: Db, props: { personId: string; code: string; now: number }): Promise<boolean>;
}

export const recoveryCodes = (signing: Buffer): RecoveryCodes => {
  const key = deriveKey(signing, 'recovery-code');
  // 60 random bits each, behind a key that is not in the database: a slow hash would add nothing.
  const hash = (personId: string, code: string): string => sign(key, `${personId}\n${plain(code)}`);
  return {
    renew: async (trx, personId) => {
      await trx.deleteFrom('recoveryCode').where('personId', '=', personId).execute();
      const codes = Array.from({ length: COUNT }, newCode);
      const rows = codes.map((code) => ({ personId, codeHash: hash(personId, code), usedAt: null }));
      await trx.insertInto('recoveryCode').values(rows).execute();
      return codes;
    },
    isUnused: async (db, { personId, code }) => {
      const row = await db
        .selectFrom('recoveryCode')
        .select('personId')
        .where('personId', '=', personId)
        .where('codeHash', '=', hash(personId, code))
        .where('usedAt', 'is', null)
        .executeTakeFirst();
      return row !== undefined;
    },
    take: async (db, { personId, code, now }) => {
      const taken = await db
        .updateTable('recoveryCode')
        .set({ usedAt: now })
        .where('personId', '=', personId)
        .where('codeHash', '=', hash(personId, code))
        .where('usedAt', 'is', null)
        .returning('personId')
        .executeTakeFirst();
      return taken !== undefined;
    },
  };
};

/** `K7QF-2M9X-RTAB`. */
const newCode = (): string => {
  const letters = [...randomBytes(LETTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
};

/** As people copy it: any case, with or without dashes, O for 0 and I or L for 1. */
const plain = (code: string): string =>
  code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');

export const recoveryCodesLeft = async (db: Db, personId: string): Promise<number> => {
  const { left } = await db
    .selectFrom('recoveryCode')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('personId', '=', personId)
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(left);
};
