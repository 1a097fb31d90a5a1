import { z } from 'zod';
import { Done, Id, IdParams, Instant, Line, Page, PersonRef, paged } from './common.ts';
import { ImportProblem, MOST_PROBLEMS } from './import-problems.ts';
import { JobFailure, JobProgress } from './jobs.ts';
import { multipart, route } from './route.ts';

/** Columns of each kind of CSV file, in the order exports write them. */
export const importColumns = {
  people: ['name', 'email', 'role', 'usn', 'department', 'year', 'semester', 'section', 'guardian_email', 'under_18'],
  courses: ['code', 'name', 'department', 'prescribed_hours'],
  sections: ['course', 'term', 'section', 'teachers', 'opens_itself'],
  enrolments: ['course', 'term', 'section', 'usn', 'email', 'status', 'enrolled_on', 'dropped_on'],
  timetable: [
    'course',
    'term',
    'section',
    'weekday',
    'start',
    'end',
    'repeat',
    'place',
    'room',
    'teacher',
    'from',
    'until',
  ],
} as const;

/** In the order they build on each other. */
export const CsvKind = z.enum(['people', 'courses', 'sections', 'enrolments', 'timetable']);
export type CsvKind = z.infer<typeof CsvKind>;
/**
 * CSV files, a ZIP of OneRoster 1.1 with all but the timetable, a ZIP of enrolment photos named by USN; and an edit of all that
 * match, which has no file.
 */
export const ImportKind = z.enum([...CsvKind.options, 'oneroster', 'photos', 'edit']);
export const FileKind = ImportKind.exclude(['edit']);
export type FileKind = z.infer<typeof FileKind>;
export type ImportKind = z.infer<typeof ImportKind>;
export type ImportColumn = (typeof importColumns)[CsvKind][number];

/** What a column must be mapped to something for. */
export const requiredColumns: Record<CsvKind, readonly ImportColumn[]> = {
  people: ['name'],
  courses: ['code'],
  sections: ['course'],
  enrolments: ['course'],
  timetable: ['course', 'weekday', 'start', 'end'],
};

export const ImportedKind = z.enum([
  'department',
  'term',
  'course',
  'person',
  'section',
  'enrolment',
  'slot',
  'oneRosterId',
]);
export type ImportedKind = z.infer<typeof ImportedKind>;

/** What a file would change, or has changed. */
export const ImportReport = z.object({
  rows: z.int(),
  counts: z.array(
    z.object({
      of: z.enum([...ImportedKind.options, 'template']),
      create: z.int(),
      change: z.int(),
      unchanged: z.int(),
    }),
  ),
  /** Nothing of a table is applied while it has any; of photos, those without are. */
  problems: z.array(ImportProblem).max(MOST_PROBLEMS),
  /** All of them. */
  problemCount: z.int(),
  /** What somebody should look at although it can be applied: faces that look alike. */
  notices: z.array(ImportProblem).max(MOST_PROBLEMS),
});
export type ImportReport = z.infer<typeof ImportReport>;

export const ImportState = z.enum(['checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'failed']);
export type ImportState = z.infer<typeof ImportState>;

export const Import = z.object({
  id: Id,
  kind: ImportKind,
  fileName: z.string(),
  state: ImportState,
  /** Of the file. */
  columns: z.array(z.string()),
  /** Our column → column of the file; a column of ours that is left out keeps what is known. */
  mapping: z.record(z.string(), z.string()),
  /** Of the dry run; once applied, of what was done. */
  report: ImportReport.nullable(),
  /** Why the last undo was refused, row by row. */
  undoProblems: z.array(ImportProblem),
  undoProblemCount: z.int(),
  /** The newest job of this import. */
  job: JobProgress,
  failure: JobFailure.nullable(),
  /** The last import can be undone, for 30 days, as long as what it made was not changed or used. */
  canUndo: z.boolean(),
  by: PersonRef.nullable(),
  createdAt: Instant,
  appliedAt: Instant.nullable(),
  undoneAt: Instant.nullable(),
});
export type Import = z.infer<typeof Import>;

/** Largest file, bytes. */
export const LARGEST_IMPORT = 32_000_000;
/** How long the last import can be undone, days. */
export const UNDO_DAYS = 30;

/** What a ZIP of photos may be at most. */
export const PHOTO_ZIP = {
  /** Bytes of the whole. */
  bytes: 1_000_000_000,
  /** It is sent in parts of this many bytes; the last is shorter. */
  partBytes: 4_000_000,
  entries: 20_000,
  /** Bytes of one picture. */
  pictureBytes: 10_000_000,
  /** Pictures of one person. */
  pictures: 10,
} as const;

export const PhotoUpload = z.object({
  id: Id,
  /** How many there are to send, numbered from 0. */
  parts: z.int(),
  partBytes: z.int(),
});
export type PhotoUpload = z.infer<typeof PhotoUpload>;

const Mapping = z.record(z.string().max(64), z.string().max(500));
const tag = 'imports';

export const importRoutes = {
  startImport: route({
    method: 'POST',
    path: '/api/imports',
    tag,
    summary: 'Take a file and begin its dry run; columns are guessed from the header',
    status: 202,
    body: multipart(z.object({ kind: FileKind.exclude(['photos']), fileName: Line(200) }), {
      name: 'file',
      min: 1,
      max: 1,
      maxBytes: LARGEST_IMPORT,
    }),
    reply: Import,
  }),
  startPhotoUpload: route({
    method: 'POST',
    path: '/api/photo-uploads',
    tag,
    summary: 'Announce a ZIP of enrolment photos named by USN; it is then sent in parts',
    status: 201,
    body: z.object({ fileName: Line(200), bytes: z.int().min(1).max(PHOTO_ZIP.bytes) }),
    reply: PhotoUpload,
  }),
  addPhotoPart: route({
    method: 'PUT',
    path: '/api/photo-uploads/:id/parts/:part',
    tag,
    summary: 'Send one part of a ZIP of photos; sent again, it takes the place of the first',
    params: z.object({
      id: Id,
      part: z.coerce
        .number()
        .int()
        .min(0)
        .max(PHOTO_ZIP.bytes / PHOTO_ZIP.partBytes),
    }),
    body: multipart(z.object({}), { name: 'part', min: 1, max: 1, maxBytes: PHOTO_ZIP.partBytes }),
    reply: Done,
  }),
  checkPhotoUpload: route({
    method: 'POST',
    path: '/api/photo-uploads/:id/check',
    tag,
    summary: 'Begin the dry run once every part has been sent',
    params: IdParams,
    status: 202,
    reply: Import,
  }),
  listImports: route({
    method: 'GET',
    path: '/api/imports',
    tag,
    summary: 'Imports, newest first',
    query: Page,
    reply: paged(Import),
  }),
  getImport: route({
    method: 'GET',
    path: '/api/imports/:id',
    tag,
    summary: 'One import and what its dry run found',
    params: IdParams,
    reply: Import,
  }),
  checkImport: route({
    method: 'POST',
    path: '/api/imports/:id/check',
    tag,
    summary: 'Repeat the dry run with other columns',
    params: IdParams,
    status: 202,
    /** Replaces the mapping. */
    body: z.object({ mapping: Mapping }),
    reply: Import,
  }),
  applyImport: route({
    method: 'POST',
    path: '/api/imports/:id/apply',
    tag,
    summary: 'Apply a checked file: a table in one transaction, photos in batches',
    params: IdParams,
    status: 202,
    reply: Import,
  }),
  undoImport: route({
    method: 'POST',
    path: '/api/imports/:id/undo',
    tag,
    summary: 'Take the last import back, all of it or nothing',
    params: IdParams,
    status: 202,
    reply: Import,
  }),
  exportCsv: route({
    method: 'GET',
    path: '/api/exports/:kind',
    tag,
    summary: 'Everything of one kind as CSV, in the columns the import reads',
    params: z.object({ kind: CsvKind }),
    reply: 'text',
  }),
  exportOneRoster: route({
    method: 'GET',
    path: '/api/exports/oneroster.zip',
    tag,
    summary: 'Departments, terms, courses, people, sections and enrolments as OneRoster 1.1 CSV in a ZIP',
    reply: 'stream',
  }),
};
