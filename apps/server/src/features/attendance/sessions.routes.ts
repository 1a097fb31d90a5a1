import type { Platform } from '../../platform/platform.ts';
import { startOfDay, timeZone } from '../academics/index.ts';
import { getBoard } from './board.ts';
import { closeSession } from './close-session.ts';
import { exportSession } from './export-session.ts';
import { extendSession } from './extend-session.ts';
import { openSession } from './open-session.ts';
import { countSessions, type SessionFilter, sessionFor, sessionViews, viewOf } from './sessions.store.ts';

/** Opening, watching, closing and exporting sessions. */
export const sessionRoutes = ({ db, router }: Platform): void => {
  router.on('openSession', ({ params, body, viewer, now }) =>
    openSession(db, { sectionId: params.id, viewer, ...body, now }),
  );

  router.on('listSessions', async ({ query, viewer, now }) => {
    const { page, pageSize, state, sectionId, from, to } = query;
    const zone = await timeZone(db);
    const filter: SessionFilter = {
      viewer,
      now,
      state,
      sectionId,
      from: from === undefined ? undefined : startOfDay(zone, from),
      before: to === undefined ? undefined : startOfDay(zone, dayAfter(to)),
      limit: pageSize,
      offset: (page - 1) * pageSize,
    };
    const [items, total] = [await sessionViews(db, filter), await countSessions(db, filter)];
    return { items, total, page, pageSize };
  });

  router.on('getSession', async ({ params, viewer, now }) => viewOf(db, await sessionFor(db, viewer, params.id), now));

  router.on('getBoard', ({ params, viewer, now }) => getBoard(db, { sessionId: params.id, viewer, now }));

  router.on('extendSession', ({ params, body, viewer, now }) =>
    extendSession(db, { sessionId: params.id, viewer, minutes: body.minutes, now }),
  );

  router.on('closeSession', ({ params, viewer, now }) => closeSession(db, { sessionId: params.id, viewer, now }));

  router.on('exportSession', async ({ params, viewer, now, reply }) => {
    const { fileName, csv } = await exportSession(db, { sessionId: params.id, viewer, now });
    void reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${fileName}"`);
    return csv;
  });
};

const DAY_MS = 24 * 3_600_000;

const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
