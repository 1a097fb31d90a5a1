import type { RouteName } from '@smart-presence/contract';
import type { FaceLoad } from '@smart-presence/face/node';
import type { FastifyInstance } from 'fastify';
import { fail } from '../../platform/http/index.ts';
import { comeBackAfter } from './come-back-after.ts';

/** Routes whose pictures the engine looks at. */
const FACE_ROUTES: ReadonlySet<string> = new Set<RouteName>([
  'checkIn',
  'enrolMyFace',
  'enrolAtDesk',
  'proposeFromPhotos',
  'takeSnapshot',
]);

/** An upload slower than this holds no place any more: slow ones must not keep fast ones out. */
const UPLOAD_MS = 10_000;

export interface AdmissionOptions {
  /** Undefined while the engine has not started. */
  load: () => FaceLoad | undefined;
  /**
   * Longest that anybody is let in to wait for the engine, milliseconds. Longer, and people think that nothing happens; a challenge
   * lives 90 seconds, so there is time to come back several times.
   */
  longestWaitMs: number;
  now?: () => number;
  random?: () => number;
}

/**
 * Lets requests in while their pictures would be looked at soon. The people let in count until they are answered, because
 * pictures that are still on the way are no work the engine knows of yet.
 */
export const createAdmission = ({ load, longestWaitMs, now = () => performance.now(), random }: AdmissionOptions) => {
  const inside = new Map<object, { person: string; since: number }>();
  const expectedWait = (): number => {
    const current = load();
    if (!current) return 0;
    for (const [request, { since }] of inside) if (now() - since > UPLOAD_MS) inside.delete(request);
    // What somebody sends twice is looked at once.
    const people = new Set([...inside.values()].map(({ person }) => person));
    return Math.max(current.waitMs, (people.size * current.jobMs) / current.threads);
  };
  return {
    /** @throws AppError `overloaded`, before anything of the body is read. */
    enter(request: object, person: string): void {
      const waitMs = expectedWait();
      if (waitMs > longestWaitMs) fail('overloaded', { retryAfter: comeBackAfter(waitMs, random) });
      inside.set(request, { person, since: now() });
    },
    /** It has been answered, or nobody waits for the answer any more. */
    leave(request: object): void {
      inside.delete(request);
    },
  };
};

/** Stands before every route that needs the engine, behind its permission. */
export const admitFaceWork = (
  app: FastifyInstance,
  options: Pick<AdmissionOptions, 'load' | 'longestWaitMs'>,
): void => {
  const admission = createAdmission(options);
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (FACE_ROUTES.has(request.routeOptions.config.routeName ?? '')) {
      admission.enter(request, request.viewer?.personId ?? request.id);
      reply.raw.once('close', () => admission.leave(request));
    }
    done();
  });
  // Injected requests have no connection that closes.
  app.addHook('onResponse', (request, _reply, done) => {
    admission.leave(request);
    done();
  });
};
