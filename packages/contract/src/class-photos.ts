import { z } from 'zod';
import { AttendanceSession } from './attendance-sessions.ts';
import { Id, IdParams, Instant, StudentRef } from './common.ts';
import { multipart, route } from './route.ts';

const tag = 'attendance';

export const FaceBox = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** What was found in one face of a class photo. Boxes are pixels of the upright photo. */
export const ProposedFace = z.object({
  photo: z.int(),
  box: FaceBox,
  verdict: z.enum(['matched', 'unsure', 'unknown']),
  /** The student for `matched`; candidates, best first, for `unsure`. */
  candidates: z.array(z.object({ student: StudentRef, /** 0 to 1, for ordering only. */ closeness: z.number() })),
});
export const Proposal = z.object({
  id: Id,
  sessionId: Id,
  createdAt: Instant,
  photos: z.array(z.object({ width: z.int(), height: z.int(), faces: z.int() })),
  faces: z.array(ProposedFace),
  /** Roster students without a template: they cannot be found in a photo. */
  withoutTemplate: z.array(StudentRef),
});
export type Proposal = z.infer<typeof Proposal>;

export const classPhotoRoutes = {
  proposeFromPhotos: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/class-photos',
    tag,
    summary: 'Find the roster in photos of the room; records nothing',
    params: IdParams,
    status: 201,
    body: multipart(z.object({}), { name: 'photos', min: 1, max: 6, maxBytes: 25_000_000 }),
    reply: Proposal,
  }),
  confirmProposal: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/class-photos/:proposalId/confirm',
    tag,
    summary: 'Record the people the teacher confirmed on the photo',
    params: z.object({ id: Id, proposalId: Id }),
    idempotent: true,
    body: z.object({
      faces: z
        .array(z.object({ /** Index into the proposal's faces. */ face: z.int().min(0), studentId: Id }))
        .max(500),
    }),
    reply: z.object({ recorded: z.int(), already: z.int(), session: AttendanceSession }),
  }),
};
