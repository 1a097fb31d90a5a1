import { z } from 'zod';
import { MarkCode } from './policies.ts';
import { multipart, route } from './route.ts';

const tag = 'kiosks';

/** Pictures of one person who comes up to a kiosk. */
export const KIOSK_FRAMES = { min: 3, max: 8 } as const;

/**
 * What became of a person in front of a kiosk. `marked`, `already` and `review` name them; of everybody else nothing is said.
 *
 * `review`: the teacher decides; `unsure`: like somebody of a class here, but not surely; `unknown`: like nobody of a class that is
 * open here; `not_live`: come up again; `closed`: no session takes check-ins here; the others: the pictures were not good enough.
 */
export const KioskFinding = z.enum([
  'marked',
  'already',
  'review',
  'unsure',
  'unknown',
  'not_live',
  'closed',
  'face_not_found',
  'several_faces',
  'face_quality',
  'frames_inconsistent',
]);
export type KioskFinding = z.infer<typeof KioskFinding>;

export const KioskCheckInReply = z.object({
  finding: KioskFinding,
  /** As the room sees it anyway; null unless the person is surely known. */
  name: z.string().nullable(),
  /** Sessions they are marked in, by this visit or before. */
  marks: z.array(z.object({ courseCode: z.string(), courseName: z.string(), code: MarkCode, meaning: z.string() })),
});
export type KioskCheckInReply = z.infer<typeof KioskCheckInReply>;

export const kioskCheckInRoutes = {
  kioskCheckIn: route({
    method: 'POST',
    path: '/api/kiosk/check-in',
    tag,
    summary: 'Mark whoever stands in front of the kiosk in the sessions that are open at its place',
    idempotent: true,
    body: multipart(
      z.object({
        /** Milliseconds since the first frame, one per frame, increasing. */
        frameTimes: z.array(z.int().min(0).max(15_000)).min(KIOSK_FRAMES.min).max(KIOSK_FRAMES.max),
      }),
      { name: 'frames', ...KIOSK_FRAMES, maxBytes: 1_000_000 },
    ),
    reply: KioskCheckInReply,
  }),
};
