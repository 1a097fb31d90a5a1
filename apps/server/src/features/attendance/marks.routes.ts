import type { Platform } from '../../platform/platform.ts';
import { markHistory } from './mark-history.ts';
import { setMarks } from './set-marks.ts';

/** Roll call by hand, and what became of a mark. */
export const markRoutes = ({ db, router }: Platform): void => {
  router.on('setMarks', ({ params, body, viewer, now }) =>
    setMarks(db, { sessionId: params.id, viewer, marks: body.marks, reason: body.reason, now }),
  );

  router.on('markHistory', ({ params, viewer }) =>
    markHistory(db, { sessionId: params.id, studentId: params.studentId, viewer }),
  );
};
