import { type Identity, IdentityProviderSettings } from '@smart-presence/contract';
import { type Db, newId } from '../../../platform/db/index.ts';

export interface LinkedIdentity {
  id: string;
  personId: string;
  isMaker: boolean;
}

export const findIdentity = (
  db: Db,
  { providerId, subject }: { providerId: string; subject: string },
): Promise<LinkedIdentity | undefined> =>
  db
    .selectFrom('identity')
    .select(['id', 'personId', 'isMaker'])
    .where('providerId', '=', providerId)
    .where('subject', '=', subject)
    .executeTakeFirst();

export interface NewIdentity {
  providerId: string;
  subject: string;
  personId: string;
  email: string | null;
  isMaker: boolean;
  now: number;
}

export const keepIdentity = async (db: Db, { now, ...identity }: NewIdentity): Promise<void> => {
  await db
    .insertInto('identity')
    .values({ id: newId(now), ...identity, linkedAt: now, lastUsedAt: null })
    .execute();
};

export const noteUse = async (
  db: Db,
  { providerId, subject, email, now }: { providerId: string; subject: string; email: string | null; now: number },
): Promise<void> => {
  await db
    .updateTable('identity')
    .set({ email, lastUsedAt: now })
    .where('providerId', '=', providerId)
    .where('subject', '=', subject)
    .execute();
};

/** A person's identities, the one used last first. */
export const identitiesOf = async (db: Db, personId: string): Promise<Identity[]> => {
  const rows = await db
    .selectFrom('identity as i')
    .innerJoin('identityProvider as p', 'p.id', 'i.providerId')
    .select(['i.id', 'i.email', 'i.linkedAt', 'i.lastUsedAt', 'p.id as providerId', 'p.settings', 'p.isEnabled'])
    .where('i.personId', '=', personId)
    .orderBy('i.lastUsedAt', 'desc')
    .orderBy('i.id')
    .execute();
  return rows.map(({ id, email, linkedAt, lastUsedAt, providerId, settings, isEnabled }) => ({
    id,
    provider: { id: providerId, name: nameIn(settings), isEnabled },
    email,
    linkedAt,
    lastUsedAt,
  }));
};

const nameIn = (settings: string): string => IdentityProviderSettings.shape.name.parse(JSON.parse(settings).name);

/** How many people each provider is linked to. */
export const countIdentities = async (db: Db): Promise<Map<string, number>> => {
  const rows = await db
    .selectFrom('identity')
    .select((eb) => ['providerId', eb.fn.countAll<number>().as('people')])
    .groupBy('providerId')
    .execute();
  return new Map(rows.map(({ providerId, people }) => [providerId, Number(people)]));
};

/** Ends what single sign-on opened for these people. @param keep session that goes on: its owner has just proved themselves. */
export const endSingleSignOnSessions = async (
  db: Db,
  { personId, providerId, keep, now }: { personId?: string; providerId?: string; keep?: string | null; now: number },
): Promise<void> => {
  let update = db
    .updateTable('signInSession')
    .set({ revokedAt: now })
    .where('method', '=', 'single-sign-on')
    .where('revokedAt', 'is', null);
  if (keep) update = update.where('id', '<>', keep);
  if (personId !== undefined) update = update.where('personId', '=', personId);
  if (providerId !== undefined)
    update = update.where('personId', 'in', (eb) =>
      eb.selectFrom('identity').select('personId').where('providerId', '=', providerId),
    );
  await update.execute();
};
