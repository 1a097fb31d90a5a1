import type { AccuracyStudy, CameraScores, FaceWay } from '@smart-presence/contract';
import { type Db, newId, transact } from '../../../platform/db/index.ts';
import type { JobContext } from '../../../platform/jobs/index.ts';
import { type Compared, compareTemplates, histogramOf, keepAlike } from '../../biometrics/index.ts';
import { currentPolicy } from '../../policies/index.ts';
import { failsOften, medianOf, SMALLEST_GROUP } from './judge-scores.ts';
import { countOverruled, countRejected, type OwnScore, ownScores } from './own-scores.store.ts';
import { type Failing, saveStudy } from './study.store.ts';

const DAY_MS = 24 * 3_600_000;
/** How far back check-ins are looked at: a semester. */
const WINDOW_MS = 180 * DAY_MS;

/**
 * Studies how near people are to their own templates, from check-ins that were decided, and how near templates of different
 * people are to each other. In small slices: other requests run in between. What it writes are numbers, and who should look.
 */
export const studyAccuracy = async (context: JobContext): Promise<void> => {
  const { db, clock, breathe, progress } = context;
  const now = clock();
  const since = now - WINDOW_MS;
  const { face } = (await currentPolicy(db, now)).data;
  const gathered = await gather(db, { since, breathe });
  const alikeLimit = Math.max(face.verifyAccept, face.identifyAccept);
  const compared = await compareTemplates({ db, alikeLimit, breathe, progress });
  const failing = [...gathered.byStudent]
    .filter(([, own]) => failsOften(own, face))
    .map(([studentId, { distances, unsure }]): Failing => {
      return { studentId, checkIns: distances.length, median: medianOf(distances), unsure };
    });
  const study = { ...gathered.study, id: newId(now), at: now, since, ...impostorOf(compared) };
  await transact(db, async (trx) => {
    await saveStudy(trx, { study, failing });
    await keepAlike(trx, compared?.alike ?? []);
    await context.finish(trx, { id: study.id });
  });
};

const impostorOf = (compared: Compared | undefined): Pick<AccuracyStudy, 'impostor' | 'lookAlikes'> => ({
  impostor: compared?.scores ?? null,
  lookAlikes: compared?.alikeCount ?? 0,
});

interface Own {
  distances: number[];
  unsure: number;
}

interface Group extends Own {
  students: Set<string>;
}

const newGroup = (): Group => ({ distances: [], unsure: 0, students: new Set() });

const gather = async (db: Db, { since, breathe }: { since: number; breathe: () => Promise<void> }) => {
  const ways = new Map<FaceWay, Group>();
  const cameras = new Map<string, Group & { camera: NonNullable<OwnScore['camera']> }>();
  const byStudent = new Map<string, Own>();
  for await (const scores of ownScores(db, since)) {
    for (const score of scores) {
      const { way, camera, studentId } = score;
      add(ways, way, newGroup, score);
      if (camera) add(cameras, `${camera.kind} ${camera.name}`, () => ({ ...newGroup(), camera }), score);
      if (way === 'face-self') add(byStudent, studentId, newGroup, score);
    }
    await breathe();
  }
  const shown = [...cameras.values()].filter(({ students }) => students.size >= SMALLEST_GROUP);
  const study = {
    genuine: [...ways].map(([way, { distances, students }]) => ({
      way,
      checkIns: distances.length,
      students: students.size,
      histogram: histogramOf(distances),
    })),
    overruled: await countOverruled(db, since),
    rejected: await countRejected(db, since),
    cameras: shown.map(cameraScores).sort((a, b) => b.checkIns - a.checkIns),
    hiddenCameras: cameras.size - shown.length,
  };
  return { study, byStudent };
};

const add = <K, G extends Own & { students?: Set<string> }>(
  groups: Map<K, G>,
  key: K,
  create: () => G,
  { distance, isUnsure, studentId }: OwnScore,
): void => {
  const group = groups.get(key) ?? create();
  groups.set(key, group);
  group.distances.push(distance);
  group.students?.add(studentId);
  if (isUnsure) group.unsure += 1;
};

const cameraScores = ({
  camera,
  distances,
  students,
  unsure,
}: Group & { camera: NonNullable<OwnScore['camera']> }): CameraScores => ({
  ...camera,
  checkIns: distances.length,
  students: students.size,
  median: round(medianOf(distances)),
  unsure,
});

const round = (distance: number): number => Math.round(distance * 1000) / 1000;
