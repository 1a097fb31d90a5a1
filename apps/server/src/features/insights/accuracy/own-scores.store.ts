import type { FaceWay } from '@smart-presence/contract';
import { type Db, inChunks } from '../../../platform/db/index.ts';

/** One time somebody was recognised as who they are. */
export interface OwnScore {
  studentId: string;
  way: FaceWay;
  distance: number;
  /** A person had to decide. */
  isUnsure: boolean;
  /** null: the browser kept no key, or its owner has removed it. */
  camera: { kind: 'browser' | 'kiosk'; name: string } | null;
}

const WAYS = ['face-self', 'face-kiosk', 'class-photo'] as const satisfies readonly FaceWay[];
/** Evidence is some kilobytes of text each: a round holds the event loop for a few milliseconds. */
const ROUND = 100;

interface Evidence {
  face?: { distance?: number | null; kind?: string } | null;
  /** Of a class photo. */
  distance?: number | null;
  chosenBy?: string;
  device?: { fingerprint?: string | null };
  reviewId?: string;
}

/** What was recognised since an instant and not changed by a person afterwards, some at a time, oldest first. */
export async function* ownScores(db: Db, since: number): AsyncGenerator<OwnScore[]> {
  const kiosks = await kioskNames(db);
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('mark')
      .select(['id', 'studentId', 'method', 'evidence', 'actorId'])
      .where('id', '>', after)
      .where('recordedAt', '>=', since)
      .where('method', 'in', WAYS)
      .where('isCurrent', '=', true)
      .orderBy('id')
      .limit(ROUND)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    const labels = await labelsOf(
      db,
      rows.map(({ studentId }) => studentId),
    );
    yield rows.flatMap((row) => {
      const evidence = JSON.parse(row.evidence) as Evidence;
      const way = row.method as FaceWay;
      const distance = way === 'class-photo' ? evidence.distance : evidence.face?.distance;
      if (typeof distance !== 'number') return [];
      const isUnsure =
        way === 'class-photo'
          ? evidence.chosenBy === 'teacher'
          : evidence.reviewId !== undefined && evidence.face?.kind === 'uncertain';
      return [
        { studentId: row.studentId, way, distance, isUnsure, camera: cameraOf(row, evidence, { labels, kiosks }) },
      ];
    });
  }
}

interface Known {
  labels: ReadonlyMap<string, string>;
  kiosks: ReadonlyMap<string, string>;
}

const cameraOf = (
  row: { studentId: string; method: string; actorId: string | null },
  { device }: Evidence,
  { labels, kiosks }: Known,
): OwnScore['camera'] => {
  if (row.method === 'face-kiosk') {
    const name = kiosks.get(row.actorId ?? '');
    return name === undefined ? null : { kind: 'kiosk', name };
  }
  const name = device?.fingerprint && labels.get(`${row.studentId} ${device.fingerprint}`);
  return name ? { kind: 'browser', name } : null;
};

const kioskNames = async (db: Db): Promise<Map<string, string>> => {
  const rows = await db.selectFrom('person').select(['id', 'name']).where('role', '=', 'kiosk').execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
};

/** What browsers call themselves, by student and fingerprint: the first characters of the thumbprint, as evidence keeps them. */
const labelsOf = async (db: Db, studentIds: readonly string[]): Promise<Map<string, string>> => {
  const rows = await inChunks([...new Set(studentIds)], (ids) =>
    db.selectFrom('checkInDevice').select(['personId', 'thumbprint', 'label']).where('personId', 'in', ids).execute(),
  );
  return new Map(rows.map(({ personId, thumbprint, label }) => [`${personId} ${thumbprint.slice(0, 8)}`, label]));
};

/** Faces that were recognised and marked otherwise by a person later. */
export const countOverruled = async (db: Db, since: number): Promise<number> => {
  const row = await db
    .selectFrom('mark')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('recordedAt', '>=', since)
    .where('method', 'in', WAYS)
    .where('isCurrent', '=', false)
    .executeTakeFirst();
  return Number(row?.n ?? 0);
};

/** Faces that were unsure and that a teacher said were not the student's. */
export const countRejected = async (db: Db, since: number): Promise<number> => {
  let count = 0;
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('review')
      .select(['id', 'evidence'])
      .where('id', '>', after)
      .where('state', '=', 'rejected')
      .where('requestedAt', '>=', since)
      .orderBy('id')
      .limit(ROUND)
      .execute();
    const last = rows.at(-1);
    if (!last) return count;
    after = last.id;
    count += rows.filter(({ evidence }) => (JSON.parse(evidence) as Evidence).face?.kind === 'uncertain').length;
  }
};
