import type { Trx } from '../../platform/db/index.ts';

/** Takes a student's name out of the proposals of class photos of their sections. @returns how many named them. */
export const forgetInProposals = async (trx: Trx, studentId: string): Promise<number> => {
  const photos = await trx
    .selectFrom('classPhoto')
    .innerJoin('attendanceSession', 'attendanceSession.id', 'classPhoto.sessionId')
    .select(['classPhoto.id', 'classPhoto.proposal'])
    .where('attendanceSession.sectionId', 'in', (eb) =>
      eb.selectFrom('enrolment').select('sectionId').where('studentId', '=', studentId),
    )
    .where('classPhoto.proposal', 'like', `%${studentId}%`)
    .execute();
  for (const { id, proposal } of photos) {
    const without = JSON.stringify(withoutName(JSON.parse(proposal), studentId));
    await trx
      .updateTable('classPhoto')
      .set({ proposal: without } as never)
      .where('id', '=', id)
      .execute();
  }
  return photos.length;
};

/** The same with an empty name wherever the student is named. */
const withoutName = (value: unknown, studentId: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => withoutName(item, studentId));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (fields.id === studentId && 'name' in fields) return { ...fields, name: 'Erased person', usn: null };
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, withoutName(item, studentId)]));
};
