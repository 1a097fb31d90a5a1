import type { EditSpec, FileKind, Import, JobKind } from '@smart-presence/contract';
import { pino } from 'pino';
import type { Db } from '../../../platform/db/index.ts';
import { type JobWork, runDueJobs } from '../../../platform/jobs/index.ts';
import { createCourse } from '../create-course.ts';
import { createPlace } from '../places.store.ts';
import { saveDepartment, saveTerm } from '../structure.store.ts';
import { addTestPerson } from '../testing.ts';
import type { TimetableFollower } from '../timetable/follower.ts';
import { saveRoom } from '../timetable/rooms.store.ts';
import { objectStores } from './imports.routes.ts';
import { viewImport } from './imports.store.ts';
import { applyImport, checkImport, undoImport } from './run-import.ts';
import { askToApply, askToUndo, recheckImport, startEdit, startImport } from './start-import.ts';

export const NOW = Date.UTC(2026, 7, 10, 9);

/** An institution with a department, a term, a course with its section, a room, an administrator and a teacher. */
export const startCollege = async (db: Db) => {
  await db
    .insertInto('institution')
    .values({ id: 1, name: 'College', timeZone: 'Asia/Kolkata', createdAt: 1 })
    .execute();
  const department = await saveDepartment(db, { name: 'Computer Science', code: 'CS', placeId: null });
  await saveTerm(db, { fields: { name: 'Odd 2026', start: '2026-07-01', end: '2026-12-15' }, now: NOW });
  const admin = await addTestPerson(db, { role: 'admin', name: 'Admin' });
  const teacher = await addTestPerson(db, { role: 'faculty', name: 'Teacher' });
  await db.updateTable('person').set({ email: 'teacher@example.edu' }).where('id', '=', teacher).execute();
  const fields = { code: 'CS501', name: 'Networks', departmentId: department.id, prescribedHours: 40 };
  await createCourse(db, { fields, facultyIds: [teacher], now: NOW });
  const place = await createPlace(db, { name: 'Main', latitude: 12.9, longitude: 77.5, radius: 100, networks: [] });
  await saveRoom(db, { name: 'Hall 1', placeId: place.id, capacity: null });
  return { admin, teacher, department };
};

export interface ImporterOptions {
  follower?: TimetableFollower;
  clock?: { now: number };
}

export const noFollower: TimetableFollower = {
  follow: () => Promise.resolve({ made: 0, changed: 0, gone: 0 }),
  hasBegun: () => Promise.resolve(false),
  countOpen: () => Promise.resolve(0),
  tell: () => Promise.resolve(),
};

/** Somebody who imports, with a server beside them that does the jobs at once. */
export const importer = (db: Db, actorId: string, options: ImporterOptions = {}) => {
  const { follower = noFollower, clock = { now: NOW } } = options;
  const stores = objectStores(follower);
  const works = new Map<JobKind, JobWork>([
    ['import-check', checkImport],
    ['import-apply', (context) => applyImport(context, stores)],
    ['import-undo', (context) => undoImport(context, stores)],
  ]);
  const asking = () => ({ actorId, now: clock.now });
  const runJobs = () => runDueJobs({ db, clock: () => clock.now, log: pino({ level: 'silent' }), works });
  const view = (id: string): Promise<Import> => viewImport(db, id, clock.now);
  const after = async (id: string, ask: Promise<unknown>): Promise<Import> => {
    await ask;
    await runJobs();
    return view(id);
  };
  /** Dry run of a file. */
  const check = async (kind: Exclude<FileKind, 'photos'>, csv: string | Uint8Array): Promise<Import> => {
    const bytes = typeof csv === 'string' ? Buffer.from(csv) : csv;
    const id = await startImport(db, { kind, fileName: `${kind}.csv`, bytes }, asking());
    return after(id, Promise.resolve());
  };
  const apply = ({ id }: Pick<Import, 'id'>): Promise<Import> => {
    clock.now += 1000;
    return after(id, askToApply(db, id, asking()));
  };
  return {
    clock,
    check,
    apply,
    runJobs,
    view,
    works,
    remap: (id: string, mapping: Record<string, string>) => after(id, recheckImport(db, { id, mapping }, asking())),
    bring: async (kind: Exclude<FileKind, 'photos'>, csv: string): Promise<Import> => apply(await check(kind, csv)),
    edit: async (spec: EditSpec): Promise<Import> => after(await startEdit(db, spec, asking()), Promise.resolve()),
    recount: ({ id }: Pick<Import, 'id'>): Promise<Import> =>
      after(id, recheckImport(db, { id, mapping: {} }, asking())),
    undo: ({ id }: Pick<Import, 'id'>): Promise<Import> => after(id, askToUndo(db, id, asking())),
  };
};

/** Created, changed and unchanged, over all kinds of things. */
export const countsOf = ({ report }: Import): [create: number, change: number, unchanged: number] =>
  (report?.counts ?? []).reduce<[number, number, number]>(
    ([create, change, unchanged], one) => [create + one.create, change + one.change, unchanged + one.unchanged],
    [0, 0, 0],
  );

/** `row column code` of each problem. */
export const problemsOf = ({ report }: Import): string[] =>
  (report?.problems ?? []).map(({ row, column, code }) => `${row} ${column} ${code}`);
