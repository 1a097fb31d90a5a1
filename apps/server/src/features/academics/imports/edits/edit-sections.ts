import type { EditSpec } from '@smart-presence/contract';
import { type Db, inChunks } from '../../../../platform/db/index.ts';
import { sectionsMatching } from '../../sections.store.ts';
import { archivedTerms } from '../../terms/assert-active.ts';
import type { Looking } from '../lookups.ts';
import { sectionsById } from '../objects/section.ts';
import { slotsById } from '../objects/slot.ts';
import { emptyPlan, propose } from '../plan.ts';
import { given } from './given.ts';
import type { PlannedEdit } from './planned-edit.ts';

type Spec = Extract<EditSpec, { of: 'sections' }>;

/** Sections that match, each with the fields it gives; a room is given to all slots of theirs. */
export const planSections = async ({ filter, set }: Spec, looking: Looking): Promise<PlannedEdit> => {
  const { db, problems, breathe } = looking;
  const plan = emptyPlan(problems);
  const { roomId, facultyIds, opensItself } = given(set);
  await judge(looking, { facultyIds, roomId });
  const found = await sectionsMatching(db, filter);
  const rowOf = new Map(found.map(({ id }, at) => [id, at + 1]));
  const archived = await archivedTerms(db);
  const refusal = ({ id, termId, label }: (typeof found)[number]) =>
    archived.has(termId)
      ? () => problems.add({ row: rowOf.get(id) ?? 1, column: 'term', code: 'archived_term', value: label })
      : undefined;
  const sections = await byIds(found, (ids) => sectionsById(db, ids));
  const ownFields = {
    ...(opensItself !== undefined && { isSelfOpening: opensItself }),
    ...(facultyIds && { facultyIds: [...new Set(facultyIds)].sort() }),
  };
  if (Object.keys(ownFields).length > 0)
    for (const one of found) {
      const before = sections.get(one.id);
      const row = rowOf.get(one.id) ?? 1;
      if (before)
        propose(plan, { kind: 'section', id: one.id, row, before, after: { ...before, ...ownFields } }, refusal(one));
    }
  await breathe();
  if (roomId !== undefined) {
    const slots = await slotsIn(db, found);
    const ofSection = new Map(found.map((one) => [one.id, one]));
    for (const [id, before] of slots) {
      const section = ofSection.get(before.sectionId);
      if (!section) continue;
      const row = rowOf.get(section.id) ?? 1;
      propose(plan, { kind: 'slot', id, row, before, after: { ...before, roomId } }, refusal(section));
    }
  }
  return { total: found.length, plan };
};

/** Who may not teach, and a room that is not there, are problems of the whole edit. */
const judge = async (
  { db, problems }: Looking,
  { facultyIds = [], roomId }: { facultyIds?: readonly string[] | undefined; roomId?: string | null | undefined },
): Promise<void> => {
  const teachers = await inChunks([...new Set(facultyIds)], (ids) =>
    db
      .selectFrom('person')
      .select('id')
      .where('id', 'in', ids)
      .where('role', 'in', ['faculty', 'admin'])
      .where('isDisabled', '=', false)
      .execute(),
  );
  if (teachers.length < new Set(facultyIds).size) problems.add({ row: 1, column: 'teachers', code: 'cannot_teach' });
  if (!roomId) return;
  const room = await db.selectFrom('room').select('id').where('id', '=', roomId).executeTakeFirst();
  if (!room) problems.add({ row: 1, column: 'room', code: 'unknown' });
};

const byIds = async <T>(
  found: readonly { id: string }[],
  read: (ids: string[]) => Promise<Map<string, T>>,
): Promise<Map<string, T>> =>
  new Map(
    await inChunks(
      found.map(({ id }) => id),
      async (ids) => [...(await read([...ids]))],
    ),
  );

const slotsIn = async (db: Db, found: readonly { id: string }[]) => {
  const rows = await inChunks(
    found.map(({ id }) => id),
    (ids) =>
      db
        .selectFrom('timetableSlot')
        .select('id')
        .where('sectionId', 'in', ids)
        .where('removedAt', 'is', null)
        .execute(),
  );
  return byIds(rows, (ids) => slotsById(db, ids));
};
