import { audit } from '../../platform/audit/index.ts';
import { transact } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { currentPolicy } from '../policies/index.ts';
import { awaitedOf } from './attended.store.ts';
import { feedbackOf } from './feedback.store.ts';
import { giveFeedback } from './give-feedback.ts';
import { replyToFeedback } from './reply-to-feedback.ts';
import { listFeedback, sectionFeedback } from './section-feedback.ts';
import { feedbackSettings, saveFeedbackSettings } from './settings.store.ts';

/** Giving, reading and answering feedback, and who hears of low ratings. */
export const feedbackRoutes = ({ db, router }: Platform): void => {
  router.on('myFeedback', async ({ viewer, now }) => {
    const { feedback } = (await currentPolicy(db, now)).data;
    return {
      awaited: await awaitedOf(db, { studentId: viewer.personId, days: feedback.days, now }),
      given: await feedbackOf(db, viewer.personId),
      isNamed: feedback.isNamed,
    };
  });

  router.on('giveFeedback', ({ body, viewer, now }) =>
    transact(db, (trx) => giveFeedback(trx, { ...body, studentId: viewer.personId, now })),
  );

  router.on('listFeedback', async ({ query, viewer }) => {
    const { page, pageSize } = query;
    const listed = await listFeedback(db, { viewer, limit: pageSize, offset: (page - 1) * pageSize });
    return { ...listed, page, pageSize };
  });

  router.on('sectionFeedback', ({ params, viewer }) => sectionFeedback(db, { sectionId: params.id, viewer }));

  router.on('replyToFeedback', ({ params, body, viewer, now }) =>
    transact(db, (trx) => replyToFeedback(trx, { id: params.id, text: body.text, viewer, now })),
  );

  router.on('feedbackSettings', () => feedbackSettings(db));

  router.on('saveFeedbackSettings', ({ body, viewer, now }) =>
    transact(db, async (trx) => {
      const before = await feedbackSettings(trx);
      const saved = await saveFeedbackSettings(trx, body);
      const ids = ({ people, tellsTeachers }: typeof saved) => ({ people: people.map(({ id }) => id), tellsTeachers });
      await audit(trx, {
        action: 'feedback.settings-saved',
        at: now,
        actorId: viewer.personId,
        subject: { kind: 'institution', id: null },
        details: { from: ids(before), to: ids(saved) },
      });
      return saved;
    }),
  );
};
