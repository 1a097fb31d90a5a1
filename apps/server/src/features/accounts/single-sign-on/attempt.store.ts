import { hashToken } from '../../../platform/crypto/index.ts';
import { type Db, newId } from '../../../platform/db/index.ts';

/** How long somebody may take at the provider. */
export const ATTEMPT_MS = 10 * 60_000;

export interface NewAttempt {
  providerId: string;
  state: string;
  /** What the cookie of this browser says. */
  browser: string;
  redirectUri: string;
  /** Whose account is to be linked; null: somebody signs in. */
  personId: string | null;
  /** The person wishes to stay signed in on this device. */
  remember: boolean;
  now: number;
}

export const keepAttempt = async (db: Db, props: NewAttempt): Promise<void> => {
  const { providerId, state, browser, redirectUri, personId, remember, now } = props;
  await db
    .insertInto('singleSignOnAttempt')
    .values({
      id: newId(now),
      providerId,
      stateHash: hashToken(state),
      browserHash: hashToken(browser),
      redirectUri,
      personId,
      remember,
      expiresAt: now + ATTEMPT_MS,
      usedAt: null,
    })
    .execute();
};

export interface Attempt {
  providerId: string;
  personId: string | null;
  remember: boolean;
}

export interface ReturnedAttempt {
  state: string;
  browser: string;
  redirectUri: string;
  now: number;
}

/**
 * Uses an attempt up: once, in the browser that began it, at the page of its provider, in time. One statement, so of two
 * that come at once only one gets it, and a stranger who has learnt a state cannot spoil it.
 */
export const takeAttempt = (db: Db, props: ReturnedAttempt): Promise<Attempt | undefined> =>
  db
    .updateTable('singleSignOnAttempt')
    .set({ usedAt: props.now })
    .where('stateHash', '=', hashToken(props.state))
    .where('browserHash', '=', hashToken(props.browser))
    .where('redirectUri', '=', props.redirectUri)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', props.now)
    .returning(['providerId', 'personId', 'remember'])
    .executeTakeFirst();

export const forgetOldAttempts = async (db: Db, now: number): Promise<void> => {
  await db.deleteFrom('singleSignOnAttempt').where('expiresAt', '<=', now).execute();
};
