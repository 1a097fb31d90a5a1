import type { Platform } from '../../platform/platform.ts';
import { verifyFrames } from '../biometrics/index.ts';
import { checkIn } from './check-in.ts';
import { decideReview } from './decide-review.ts';
import { revealStep } from './liveness/reveal-step.ts';
import { resolveOutage } from './outage/resolve-outage.ts';
import { startChallenge } from './start-challenge.ts';

/** A student's own check-in, and the teacher's word on doubtful ones. */
export const checkInRoutes = ({ db, router }: Platform): void => {
  router.on('startChallenge', ({ params, body, viewer, now }) =>
    startChallenge(db, { ...body, sessionId: params.id, viewer, now }),
  );

  router.on('revealStep', ({ params, body, viewer, now }) =>
    revealStep(db, { ...body, sessionId: params.id, challengeId: params.challengeId, viewer, now }),
  );

  router.on('checkIn', ({ params, body, files, viewer, now, request }) =>
    checkIn({
      db,
      verify: verifyFrames,
      request: { ...body, sessionId: params.id, frames: files, viewer, address: request.ip, now },
    }),
  );

  router.on('resolveOutage', ({ params, body, viewer, now }) =>
    resolveOutage(db, { sessionId: params.id, viewer, verdict: body.verdict, now }),
  );

  router.on('decideReview', ({ params, body, viewer, now }) =>
    decideReview(db, { reviewId: params.id, viewer, verdict: body.verdict, now }),
  );
};
