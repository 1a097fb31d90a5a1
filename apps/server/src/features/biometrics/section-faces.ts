import { consentText, type FaceOfStudent } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { fail, type Viewer } from '../../platform/http/index.ts';
import { activeStudents, maySeeSection } from '../academics/index.ts';

/**
 * Who of a section agreed and who has a template, for those who may see the section. Three queries for any roster.
 * @throws AppError `not_found`.
 */
export const sectionFaces = async (
  db: Db,
  { viewer, sectionId }: { viewer: Viewer; sectionId: string },
): Promise<FaceOfStudent[]> => {
  if (!(await maySeeSection(db, viewer, sectionId))) fail('not_found');
  const ids = (await activeStudents(db, sectionId)).map((student) => student.id);
  if (ids.length === 0) return [];
  const consents = await db
    .selectFrom('consent')
    .select('personId')
    .where('personId', 'in', ids)
    .where('purpose', '=', consentText.purpose)
    .where('textVersion', '=', consentText.version)
    .where('liveId', 'is not', null)
    .execute();
  const templates = await db
    .selectFrom('template')
    .select(['personId', 'status'])
    .where('personId', 'in', ids)
    .orderBy('version')
    .execute();
  const agreed = new Set(consents.map(({ personId }) => personId));
  // In order of version: of two templates the newer one is said.
  const newest = new Map(templates.map(({ personId, status }) => [personId, status]));
  return ids.map((studentId) => ({
    studentId,
    hasConsent: agreed.has(studentId),
    template: newest.get(studentId) ?? null,
  }));
};
