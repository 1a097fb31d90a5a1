import { z } from 'zod';

/*
 * What policies choose from, apart from the policies themselves: a student's phone needs these words and not the rules.
 */

/** Short code of a mark: `P` present, `L` late, `E` excused, `A` absent, `OD` on duty, `M` medical. */
export const MarkCode = z.string().regex(/^[A-Z]{1,3}$/);

/**
 * off: none is shown; alternative: those without an enrolled face check in with it alone; also: those with one enter it
 * before their face, too.
 */
export const RoomCodeMode = z.enum(['off', 'alternative', 'also']);
export type RoomCodeMode = z.infer<typeof RoomCodeMode>;

/**
 * How sure check-ins by face are to be that a living person is in front of the camera. off: nothing is asked for; low: a turn
 * and a blink or an open mouth; standard: turns to both sides and one more; high: five movements.
 */
export const LivenessLevel = z.enum(['off', 'low', 'standard', 'high']);
export type LivenessLevel = z.infer<typeof LivenessLevel>;

/** Colours of the screen that come back from a living face, where the student accepts them. expect: who declines goes to review. */
export const FlashMode = z.enum(['off', 'offer', 'expect']);
export type FlashMode = z.infer<typeof FlashMode>;
