import { personByEmail, resetSecondFactors } from './features/accounts/index.ts';
import { ConfigError, readConfig } from './platform/config/config.ts';
import { openDatabase, pendingMigrations } from './platform/db/index.ts';

export type ResetAtServer = { name: string } | { refused: string };

/**
 * Takes away somebody's second factors from the server's own command line: for the only administrator who has lost theirs
 * and every recovery code. Nothing is mailed; their sessions end.
 */
export const resetAtServer = async (
  env: Record<string, string | undefined>,
  { email, reason, now }: { email: string; reason: string; now: number },
): Promise<ResetAtServer> => {
  const config = readSettings(env);
  if (config instanceof ConfigError) return { refused: config.message };
  const db = await openDatabase(config.databaseUrl);
  try {
    if ((await pendingMigrations(db)).length > 0)
      return { refused: 'Start the server once, so that it brings the database up to date.' };
    const person = await personByEmail(db, email.trim().toLowerCase());
    if (!person) return { refused: `Nobody has the e-mail ${email}.` };
    await resetSecondFactors(db, { personId: person.id, actorId: null, reason, now, mail: null, baseUrl: '' });
    return { name: person.name };
  } finally {
    await db.destroy();
  }
};

const readSettings = (env: Record<string, string | undefined>) => {
  try {
    return readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
};
