import type { AuditAction } from '@smart-presence/contract';
import { type AuditEntry, audited } from '../../../platform/audit/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { fail, type Viewer } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { accessPolicy } from '../access-policy.store.ts';
import type { Entrance } from '../entrance.ts';
import { rememberDays } from '../session-limits.ts';
import { slowedAttempts } from '../slowed-attempts.ts';
import { unlockPeople } from '../unlock-people.ts';
import { endOtherSessions, endSessionOf, nameSession, type SessionsOf, sessionsOf } from './sessions.store.ts';

/** Sign-in sessions as people and administrators see and end them, and the number that confirms a new device. */
export const sessionRoutes = (
  { db, router }: Pick<Platform, 'db' | 'router'>,
  { deviceNumbers, settle }: Pick<Entrance, 'deviceNumbers' | 'settle'>,
): void => {
  const endOne = (which: Ended): Promise<unknown> =>
    audited(db, {
      work: async (trx) => (await endSessionOf(trx, which)) || fail('not_found'),
      entry: () => about('sign-in-session.ended', which),
    });
  const endOthers = (personId: string, { viewer, now }: { viewer: Viewer; now: number }): Promise<number> =>
    audited(db, {
      work: (trx) => endOtherSessions(trx, { personIds: [personId], exceptId: viewer.signInSessionId, now }),
      entry: (ended) => ({
        ...about('sign-in-session.ended', { id: null, personId, actorId: viewer.personId, now }),
        details: { ended },
      }),
    });

  router.on('signInOptions', async () => {
    const policy = await accessPolicy(db);
    return { rememberDays: Math.max(rememberDays(policy, 'faculty'), rememberDays(policy, 'student')) };
  });
  router.on('mySignInSessions', ({ viewer, now }) =>
    sessionsOf(db, { personId: viewer.personId, currentId: viewer.signInSessionId, now }),
  );
  router.on('nameMySignInSession', async ({ viewer, params, body, now }) => {
    const { personId, signInSessionId: currentId } = viewer;
    await audited(db, {
      work: async (trx) =>
        (await nameSession(trx, { id: params.id, personId, now, name: body.name })) || fail('not_found'),
      entry: () => about('sign-in-session.named', { id: params.id, personId, actorId: personId, now }),
    });
    return oneSession(db, params.id, { personId, currentId, now });
  });
  router.on('endMySignInSession', async ({ viewer, params, now }) => {
    await endOne({ id: params.id, personId: viewer.personId, actorId: viewer.personId, now });
    return { ok: true } as const;
  });
  router.on('endMyOtherSignInSessions', async ({ viewer, now }) => ({
    ended: await endOthers(viewer.personId, { viewer, now }),
  }));

  router.on('personSignIn', async ({ viewer, params, now }) => {
    const { isPasswordChangeDue } = await accountOf(db, params.id);
    return {
      sessions: await sessionsOf(db, { personId: params.id, currentId: viewer.signInSessionId, now }),
      slowed: await slowedAttempts(db, params.id, now),
      isPasswordChangeDue,
    };
  });
  router.on('endPersonSignInSession', async ({ viewer, params, now }) => {
    await endOne({ id: params.sessionId, personId: params.id, actorId: viewer.personId, now });
    return { ok: true } as const;
  });
  router.on('endPersonSignInSessions', async ({ viewer, params, now }) => {
    await accountOf(db, params.id);
    return { ended: await endOthers(params.id, { viewer, now }) };
  });
  router.on('unlockPerson', async ({ viewer, params, now }) => {
    await accountOf(db, params.id);
    const subject = { kind: 'person', id: params.id } as const;
    await audited(db, {
      work: (trx) => unlockPeople(trx, [params.id]),
      entry: () => ({ action: 'person.unlocked', at: now, actorId: viewer.personId, subject }),
    });
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

interface Ended {
  id: string;
  personId: string;
  actorId: string;
  now: number;
}

const about = (action: AuditAction, of: Omit<Ended, 'id'> & { id: string | null }): AuditEntry => ({
  action,
  at: of.now,
  actorId: of.actorId,
  subject: { kind: 'sign-in-session', id: of.id },
  personId: of.personId,
});

const accountOf = async (db: Db, id: string): Promise<{ isPasswordChangeDue: boolean }> =>
  (await db.selectFrom('person').select('isPasswordChangeDue').where('id', '=', id).executeTakeFirst()) ??
  fail('not_found');

const oneSession = async (db: Db, id: string, of: SessionsOf) =>
  (await sessionsOf(db, of)).find((session) => session.id === id) ?? fail('not_found');
