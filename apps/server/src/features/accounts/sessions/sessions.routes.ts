import { type Db, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { accessPolicy } from '../access-policy.store.ts';
import type { Entrance } from '../entrance.ts';
import { rememberDays } from '../session-limits.ts';
import { slowedAttempts } from '../throttle.ts';
import { unlockPeople } from '../unlock-people.ts';
import { endOtherSessions, endSessionOf, nameSession, type SessionsOf, sessionsOf } from './sessions.store.ts';

/** Sign-in sessions as people and administrators see and end them, and the number that confirms a new device. */
export const sessionRoutes = (
  { db, router }: Pick<Platform, 'db' | 'router'>,
  { deviceNumbers, settle }: Pick<Entrance, 'deviceNumbers' | 'settle'>,
): void => {
  router.on('signInOptions', async () => {
    const policy = await accessPolicy(db);
    return { rememberDays: Math.max(rememberDays(policy, 'faculty'), rememberDays(policy, 'student')) };
  });
  router.on('mySignInSessions', ({ viewer, now }) =>
    sessionsOf(db, { personId: viewer.personId, currentId: viewer.signInSessionId, now }),
  );
  router.on('nameMySignInSession', async ({ viewer, params, body, now }) => {
    const { personId, signInSessionId: currentId } = viewer;
    if (!(await nameSession(db, { id: params.id, personId, now, name: body.name }))) return fail('not_found');
    return oneSession(db, params.id, { personId, currentId, now });
  });
  router.on('endMySignInSession', async ({ viewer, params, now }) => {
    if (!(await endSessionOf(db, { id: params.id, personId: viewer.personId, now }))) return fail('not_found');
    return { ok: true } as const;
  });
  router.on('endMyOtherSignInSessions', async ({ viewer, now }) => ({
    ended: await endOtherSessions(db, { personIds: [viewer.personId], exceptId: viewer.signInSessionId, now }),
  }));

  router.on('personSignIn', async ({ viewer, params, now }) => {
    const { isPasswordChangeDue } = await accountOf(db, params.id);
    return {
      sessions: await sessionsOf(db, { personId: params.id, currentId: viewer.signInSessionId, now }),
      slowed: await slowedAttempts(db, params.id, now),
      isPasswordChangeDue,
    };
  });
  router.on('endPersonSignInSession', async ({ params, now }) => {
    if (!(await endSessionOf(db, { id: params.sessionId, personId: params.id, now }))) return fail('not_found');
    return { ok: true } as const;
  });
  router.on('endPersonSignInSessions', async ({ viewer, params, now }) => {
    await accountOf(db, params.id);
    return { ended: await endOtherSessions(db, { personIds: [params.id], exceptId: viewer.signInSessionId, now }) };
  });
  router.on('unlockPerson', async ({ params }) => {
    await accountOf(db, params.id);
    await transact(db, (trx) => unlockPeople(trx, [params.id]));
    return { ok: true } as const;
  });

  router.on('deviceConfirmation', ({ viewer }) => deviceNumbers.state(db, viewer.signInSessionId));
  router.on('resendDeviceNumber', ({ viewer, now }) =>
    deviceNumbers.resend(db, { sessionId: viewer.signInSessionId, personId: viewer.personId, now }),
  );
  router.on('confirmDevice', async ({ viewer, body, now, request, reply }) => {
    const { signInSessionId: sessionId, personId } = viewer;
    await deviceNumbers.settle(db, { sessionId, personId, number: body.number, now });
    return settle({ request, reply }, { viewer, need: 'device-confirmation', now });
  });
};

const accountOf = async (db: Db, id: string): Promise<{ isPasswordChangeDue: boolean }> =>
  (await db.selectFrom('person').select('isPasswordChangeDue').where('id', '=', id).executeTakeFirst()) ??
  fail('not_found');

const oneSession = async (db: Db, id: string, of: SessionsOf) =>
  (await sessionsOf(db, of)).find((session) => session.id === id) ?? fail('not_found');
