import type { KioskCheckInReply, LivenessLevel } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { kioskAt } from '../../accounts/testing.ts';
import type { DoorFinding, DoorLook } from '../../biometrics/index.ts';
import { NOW } from '../testing.ts';
import { checkInAtKiosk } from './check-in-at-kiosk.ts';

/** The place of a class that has one. */
export const placeOfClass = async (db: Db, sectionId: string): Promise<string> => {
  const { placeId } = await db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('department', 'department.id', 'course.departmentId')
    .select('department.placeId')
    .where('section.id', '=', sectionId)
    .executeTakeFirstOrThrow();
  if (placeId === null) throw new Error('the class has no place');
  return placeId;
};

/** A kiosk at a place. */
export const addKiosk = (db: Db, placeId: string): Promise<string> => kioskAt(db, { placeId, now: NOW });

export interface DoorScript {
  kind?: DoorFinding['kind'];
  studentId?: string | null;
  /** null: the movements were not looked at. */
  verdict?: 'live' | 'not-live' | 'inconclusive' | null;
  /** Runs while the face is compared. */
  meanwhile?: () => Promise<unknown>;
}

/** A comparison that answers as it is told, and keeps what it was asked. */
export const scriptedDoor = ({ kind = 'matched', studentId = null, verdict = null, meanwhile }: DoorScript) => {
  const asked: DoorLook[] = [];
  const identify = async (look: DoorLook): Promise<DoorFinding> => {
    asked.push(look);
    await meanwhile?.();
    const level: LivenessLevel = 'low';
    return {
      kind,
      studentId: kind === 'matched' ? studentId : null,
      distance: 0.31,
      margin: 0.2,
      spread: 0.1,
      counted: 3,
      compared: look.studentIds.length,
      model: 'test',
      liveness: verdict && { level, verdict, reasons: [], advice: null, evidence: [] },
    };
  };
  return { asked, identify };
};

export const TIMES = [0, 250, 500];
const frames = [Buffer.from('a'), Buffer.from('b'), Buffer.from('c')];

/** Somebody comes up to the kiosk. */
export const comeUp = (
  db: Db,
  { kioskId, now, ...script }: DoorScript & { kioskId: string; now: number },
): Promise<KioskCheckInReply> =>
  checkInAtKiosk({
    db,
    identify: scriptedDoor(script).identify,
    request: { kioskId, frames, frameTimes: TIMES, now },
  });
