import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { MarkCode } from './policy-choices.ts';
import { multipart, route } from './route.ts';

const tag = 'kiosks';

/** Pictures of one person who comes up to a kiosk, and turns their head there if asked to. */
export const KIOSK_FRAMES = { min: 3, max: 20 } as const;
/** Of one turn among them. */
export const KIOSK_TURN_FRAMES = { min: 3, max: 6 } as const;

/**
 * What a kiosk has to see of a person to take them for alive: nothing; that they come nearer; or that they also turn their head to
 * the side they are told.
 */
export const KioskAsks = z.enum(['nothing', 'approach', 'turn']);
export type KioskAsks = z.infer<typeof KioskAsks>;
export const KioskTurn = z.enum(['turn-left', 'turn-right']);
export type KioskTurn = z.infer<typeof KioskTurn>;

/**
 * What became of a person in front of a kiosk. `marked`, `already` and `review` name them; of everybody else nothing is said.
 *
 * `review`: the teacher decides; `unsure`: like somebody of a class here, but not surely; `unknown`: like nobody of a class that is
 * open here; `not_live`: come up again; `out_of_time`: the turn that was asked for came too late or was asked of somebody else; `closed`: no session takes check-ins here; the others: the pictures were not good enough.
 */
export const KioskFinding = z.enum([
  'marked',
  'already',
  'review',
  'unsure',
  'unknown',
  'not_live',
  'out_of_time',
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
  askAtKiosk: route({
    method: 'POST',
    path: '/api/kiosk/challenges',
    tag,
    summary: 'Which way whoever stands in front of the kiosk has to turn their head, once and within seconds',
    reply: z.object({
      id: Id,
      /** In this order; one or both. */
      turns: z.array(KioskTurn).min(1).max(2),
      expiresAt: Instant,
    }),
  }),
  kioskCheckIn: route({
    method: 'POST',
    path: '/api/kiosk/check-in',
    tag,
    summary: 'Mark whoever stands in front of the kiosk in the sessions that are open at its place',
    idempotent: true,
    body: multipart(
      z.object({
        /** Milliseconds since the first frame, one per frame, increasing. */
        frameTimes: z.array(z.int().min(0).max(30_000)).min(KIOSK_FRAMES.min).max(KIOSK_FRAMES.max),
        /** Where turns were asked for: 0 for pictures from before, 1 for those of the first turn, 2 of the second. */
        frameSteps: z.array(z.int().min(0).max(2)).max(KIOSK_FRAMES.max).optional(),
        challengeId: Id.optional(),
      }),
      { name: 'frames', ...KIOSK_FRAMES, maxBytes: 1_000_000 },
    ),
    reply: KioskCheckInReply,
  }),
};
