import { z } from 'zod';
import { Id } from './common.ts';

/** More students than a room has seats. A warning: chairs are brought in, and some never come. */
export const FullRoom = z.object({
  slotId: Id,
  section: z.object({ id: Id, name: z.string(), courseCode: z.string() }),
  room: z.object({ id: Id, name: z.string() }),
  capacity: z.int(),
  /** Of the section, and of those taught together with it in this slot. */
  students: z.int(),
  /** How many sections that are: more than one are taught together. */
  sections: z.int(),
});
export type FullRoom = z.infer<typeof FullRoom>;
