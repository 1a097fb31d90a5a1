import type { FastifyRequest } from 'fastify';
import { hashToken, newToken } from '../../../platform/crypto/index.ts';
import { type Db, newId } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';

/** A passkey that is asked for is answered within this time, or asked for again. */
export const CEREMONY_MS = 5 * 60_000;

export type CeremonyPurpose = 'sign-in' | 'second-factor' | 'proof' | 'new-passkey';

export interface NewCeremony {
  purpose: CeremonyPurpose;
  /** null: whoever signs in. */
  personId: string | null;
  request: FastifyRequest;
  now: number;
}

export interface Ceremony {
  id: string;
  /** 256 random bits, base64url. */
  challenge: string;
}

/**
 * Who asks: the CSRF token, which was checked before any handler runs, belongs to one sign-in session, or to one browser
 * of a visitor. An answer has to come from where the question went.
 */
const askedBy = (request: FastifyRequest): string => hashToken(String(request.headers['x-csrf-token']));

/** Begins a ceremony; an earlier one of the same asker for the same purpose ends, so that nobody collects them. */
export const beginCeremony = async (db: Db, { purpose, personId, request, now }: NewCeremony): Promise<Ceremony> => {
  const ceremony = { id: newId(now), challenge: newToken() };
  const asker = askedBy(request);
  await db.deleteFrom('ceremony').where('askedBy', '=', asker).where('purpose', '=', purpose).execute();
  await db
    .insertInto('ceremony')
    .values({ ...ceremony, purpose, personId, askedBy: asker, expiresAt: now + CEREMONY_MS })
    .execute();
  return ceremony;
};

export interface GivenCeremony extends NewCeremony {
  id: string;
}

/**
 * Takes a ceremony out: whatever becomes of the answer, there is no second one.
 * @returns the challenge. @throws AppError `ceremony_expired` when it was used, is too old, was for something or somebody
 *   else, or was begun elsewhere.
 */
export const takeCeremony = async (db: Db, { id, purpose, personId, request, now }: GivenCeremony): Promise<string> => {
  const taken = await db
    .deleteFrom('ceremony')
    .where('id', '=', id)
    .where('purpose', '=', purpose)
    .where('personId', personId === null ? 'is' : '=', personId)
    .where('askedBy', '=', askedBy(request))
    .where('expiresAt', '>', now)
    .returning('challenge')
    .executeTakeFirst();
  return taken?.challenge ?? fail('ceremony_expired');
};

export const forgetOldCeremonies = async (db: Db, now: number): Promise<void> => {
  await db.deleteFrom('ceremony').where('expiresAt', '<=', now).execute();
};
