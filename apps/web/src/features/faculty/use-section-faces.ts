import { type FaceOfStudent, routes } from '@smart-presence/contract';
import { useMemo } from 'react';
import { useApi } from '../../api/query.ts';

export type { FaceOfStudent } from '@smart-presence/contract';

/** Consent and enrolment of a section's active students, by student. */
export function useSectionFaces(sectionId: string) {
  const faces = useApi(routes.sectionFaces, { params: { id: sectionId } });
  const data = useMemo(
    () => faces.data && new Map<string, FaceOfStudent>(faces.data.map((face) => [face.studentId, face])),
    [faces.data],
  );
  return { ...faces, data };
}
