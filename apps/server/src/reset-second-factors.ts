import { personByEmail, resetSecondFactors } from './features/accounts/index.ts';
import { atServerUpToDate, type Environment, type Refused } from './platform/at-server.ts';

/**
 * Takes away somebody's second factors from the server's own command line: for the only administrator who has lost theirs
 * and every recovery code. Nothing is mailed; their sessions end.
 */
export const resetAtServer = (
  env: Environment,
  { email, reason, now }: { email: string; reason: string; now: number },
): Promise<{ name: string } | Refused> =>
  atServerUpToDate(env, async ({ db }) => {
    const person = await personByEmail(db, email.trim().toLowerCase());
    if (!person) return { refused: `Nobody has the e-mail ${email}.` };
    await resetSecondFactors(db, { personId: person.id, actorId: null, reason, now, mail: null, baseUrl: '' });
    return { name: person.name };
  });
