import { z } from 'zod';
import { Done, Id, IdParams, Line, StudentRef } from './common.ts';
import { route } from './route.ts';

const tag = 'academics';

export const BatchesInput = z.object({
  /** How many batches the roster is split into. Once there are some, they are what students are put in. */
  count: z.int().min(2).max(20).default(2),
  /** Batches are named by it and a number: "Lab B1", "Lab B2". */
  prefix: Line(100).default('Lab B'),
  /** `usn`: one run of USNs after the other; `round-robin`: one student to each batch in turn. */
  by: z.enum(['usn', 'round-robin']).default('usn'),
  /** False: only says who would be in which batch. */
  apply: z.boolean().default(false),
});

export const BatchesReport = z.object({
  batches: z.array(
    z.object({
      /** null: not made yet. */
      sectionId: Id.nullable(),
      name: z.string(),
      /** Students who are in it already. */
      already: z.int(),
      /** Those who are put in it now. */
      students: z.array(StudentRef),
    }),
  ),
  applied: z.boolean(),
});
export type BatchesReport = z.infer<typeof BatchesReport>;

export const rosterRoutes = {
  cancelPlannedEnrolment: route({
    method: 'DELETE',
    path: '/api/sections/:id/enrolments/:studentId/planned',
    tag,
    summary: 'Cancel that a student joins or leaves a section on a day to come',
    params: z.object({ id: Id, studentId: Id }),
    reply: Done,
  }),
  splitIntoBatches: route({
    method: 'POST',
    path: '/api/sections/:id/batches',
    tag,
    summary: 'Split a roster into batches, or put students in the batches there are: preview first, then apply',
    params: IdParams,
    body: BatchesInput,
    reply: BatchesReport,
  }),
};
