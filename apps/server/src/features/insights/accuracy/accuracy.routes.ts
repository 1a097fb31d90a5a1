import type { Accuracy, JobProgress } from '@smart-presence/contract';
import { audit, auditAll } from '../../../platform/audit/index.ts';
import { type Db, oneAtATime, transact } from '../../../platform/db/index.ts';
import { enqueueJob, jobUnderWay } from '../../../platform/jobs/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { studentRefs } from '../../accounts/index.ts';
import { alikePairs, emptyHistogram } from '../../biometrics/index.ts';
import { notify } from '../../notifications/index.ts';
import { currentPolicy } from '../../policies/index.ts';
import { ratesAt } from './judge-scores.ts';
import { failingTemplates, newestStudy, noteAsked } from './study.store.ts';
import { studyAccuracy } from './study-accuracy.ts';

const KIND = 'accuracy-study';
const DAY_MS = 24 * 3_600_000;
/** Nobody is asked to enrol again more often. */
const ASK_AGAIN_MS = 7 * DAY_MS;

export const accuracyRoutes = ({ db, router, work }: Platform): void => {
  work(KIND, studyAccuracy);
  router.on('accuracy', ({ now }) => accuracyOf(db, now));
  router.on('studyAccuracy', ({ viewer, now }) => startStudy(db, { actorId: viewer.personId, now }));
  router.on('openLookAlikes', ({ viewer, now }) => openLookAlikes(db, { actorId: viewer.personId, now }));
  router.on('askToEnrolAgain', async ({ body, viewer, now }) => ({
    told: await askToEnrolAgain(db, { ...body, actorId: viewer.personId, now }),
  }));
};

const accuracyOf = async (db: Db, now: number): Promise<Accuracy> => {
  const { face } = (await currentPolicy(db, now)).data;
  const { verifyAccept, verifyReview, identifyAccept, identifyReview } = face;
  const study = await newestStudy(db);
  const own = study?.genuine.find(({ way }) => way === 'face-self')?.histogram ?? emptyHistogram();
  return {
    study,
    job: (await jobUnderWay(db, KIND)) ?? null,
    thresholds: { verifyAccept, verifyReview, identifyAccept, identifyReview },
    rates: study ? ratesAt({ genuine: own, impostor: study.impostor, face }) : [],
    failing: await failingTemplates(db),
  };
};

interface By {
  actorId: string;
  now: number;
}

/** Asked for twice, it is done once. */
export const startStudy = (db: Db, by: By): Promise<JobProgress> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, KIND);
    const running = await jobUnderWay(trx, KIND);
    if (running) return running;
    const id = await enqueueJob(trx, { kind: KIND, subject: 'Accuracy of face recognition', input: {}, ...by });
    return { id, kind: KIND, state: 'queued' as const, done: 0, total: 0 };
  });

/** Who looks like whom is nothing to be looked up in passing: that somebody did is written down first. */
const openLookAlikes = (db: Db, { actorId, now }: By) =>
  transact(db, async (trx) => {
    const pairs = await alikePairs(trx);
    const students = await studentRefs(
      trx,
      pairs.flatMap(({ personId, otherId }) => [personId, otherId]),
    );
    const subject = { kind: 'institution' as const, id: null };
    await audit(trx, { action: 'look-alikes.opened', at: now, actorId, subject, details: { pairs: pairs.length } });
    const items = pairs.flatMap(({ personId, otherId, from, to }) => {
      const [one, other] = [students.get(personId), students.get(otherId)];
      return one && other ? [{ students: [one, other] as [typeof one, typeof other], from, to }] : [];
    });
    return { items, total: (await newestStudy(trx))?.lookAlikes ?? items.length };
  });

/** @returns how many were told: whoever has a template and was not asked within a week. */
export const askToEnrolAgain = (db: Db, { studentIds, actorId, now }: By & { studentIds: readonly string[] }) =>
  transact(db, async (trx) => {
    const people = await noteAsked(trx, { studentIds, actorId, now, notSince: now - ASK_AGAIN_MS });
    await notify(trx, { kind: 'enrol-again', data: {}, cause: `asked ${now}`, people, actorId, now });
    const asked = { action: 'enrol-again.asked' as const, at: now, actorId };
    await auditAll(
      trx,
      people.map((id) => ({ ...asked, subject: { kind: 'person' as const, id } })),
    );
    return people.length;
  });
