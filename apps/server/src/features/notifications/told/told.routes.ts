import { newestEventId } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { choicesOf, rhythmOf, saveChoice, saveRhythm } from './choices.store.ts';
import { countUnread, listTold, markRead } from './told.store.ts';

/** What the viewer was told, and how they want to be. @param sendsMail whether this installation sends any. */
export const toldRoutes = ({ db, router }: Pick<Platform, 'db' | 'router'>, sendsMail: boolean): void => {
  router.on('myNotifications', async ({ query, viewer, now }) => {
    const { only, page, pageSize } = query;
    return { ...(await listTold(db, { personId: viewer.personId, now, only, page, pageSize })), page, pageSize };
  });
  router.on('myUnread', async ({ viewer, now }) => {
    // Before the count, so that what comes between is counted twice rather than missed.
    const eventId = await newestEventId(db);
    return { unread: await countUnread(db, { personId: viewer.personId, now }), eventId };
  });
  router.on('readNotifications', async ({ body, viewer, now }) => {
    await markRead(db, { personId: viewer.personId, now }, body);
    return { ok: true as const };
  });

  const hasMail = async (personId: string): Promise<boolean> => {
    const person = await db.selectFrom('person').select('email').where('id', '=', personId).executeTakeFirst();
    return sendsMail && (person ?? fail('not_found')).email !== null;
  };
  router.on('notificationChoices', async ({ viewer }) => ({
    hasMail: await hasMail(viewer.personId),
    digest: await rhythmOf(db, viewer),
    choices: await choicesOf(db, viewer),
  }));
  router.on('saveNotificationChoice', ({ body, viewer }) =>
    saveChoice(db, { personId: viewer.personId, role: viewer.role, ...body }),
  );
  router.on('saveDigest', async ({ body, viewer, now }) => {
    await saveRhythm(db, { personId: viewer.personId, ...body, now });
    return body;
  });
};
