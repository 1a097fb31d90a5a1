import { z } from 'zod';
import { Id, Search } from './common.ts';
import { Import } from './imports.ts';
import { PeopleFilter, SomeEdit } from './people.ts';
import { route } from './route.ts';

/** Which sections are meant; of archived terms only when one is named. */
export const SectionFilter = z.object({
  termId: Id.optional(),
  courseId: Id.optional(),
  search: Search,
  /** Those alone, where they fit the rest; absent: all that do. */
  ids: z.array(Id).min(1).max(5000).optional(),
});

/** What several sections are given at once; what is left out stays. */
export const SectionEdit = z
  .object({
    /** Who teaches them, instead of whoever did. */
    facultyIds: z.array(Id).max(20),
    opensItself: z.boolean(),
    /** The room of all their slots; null: none. */
    roomId: Id.nullable(),
  })
  .partial();
export type SectionEdit = z.infer<typeof SectionEdit>;

const SomeSectionEdit = SectionEdit.refine(
  (set) => Object.values(set).some((value) => value !== undefined),
  'names no field',
);

/** The same fields for all that match: counted first, then applied if as many match still, and undone like an import. */
export const EditSpec = z.discriminatedUnion('of', [
  z.object({ of: z.literal('students'), filter: PeopleFilter, set: SomeEdit }),
  z.object({ of: z.literal('sections'), filter: SectionFilter, set: SomeSectionEdit }),
]);
export type EditSpec = z.output<typeof EditSpec>;

export const editRoutes = {
  startEdit: route({
    method: 'POST',
    path: '/api/edits',
    tag: 'imports',
    summary: 'Give everything that matches the same fields: begins with a count; applied and undone like an import',
    status: 202,
    body: EditSpec,
    reply: Import,
  }),
};
