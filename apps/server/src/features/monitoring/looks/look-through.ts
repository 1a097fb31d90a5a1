import type { CameraFault, MonitoringRules } from '@smart-presence/contract';
import type { Keyring } from '../../../platform/crypto/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { reportSecurityEvent } from '../../../platform/security-events/index.ts';
import type { identifyInPhotos } from '../../biometrics/index.ts';
import { policyByVersion } from '../../policies/index.ts';
import { faultOfLook } from '../cameras/try-camera.ts';
import type { WatchedSession } from '../watched-sessions.ts';
import { lookAtRoom, type RoomFigures } from './look-at-room.ts';
import { recordLook } from './record-look.ts';

export interface ThroughCamera {
  db: Db;
  cameraId: string;
  /** Of the claim: whoever has another one has lost the camera. */
  token: string;
  /** In the camera's room at this moment, at least one. */
  sessions: readonly WatchedSession[];
  rules: MonitoringRules;
  keyring: Keyring;
  identify: typeof identifyInPhotos;
  take: () => Promise<Buffer>;
  clock: () => number;
}

export interface Through {
  fault: CameraFault | null;
  /** Headcount. */
  faces: number | null;
  isRecorded: boolean;
}

/** One look through a camera whose turn was claimed: takes the picture, counts and matches, records the figures. */
export const lookThrough = async (look: ThroughCamera): Promise<Through> => {
  const { db, cameraId, token, sessions, rules, keyring, identify, take, clock } = look;
  const takenAt = clock();
  let picture: Buffer | null = null;
  let fault: CameraFault | null = null;
  const seen: { session: WatchedSession; figures: RoomFigures | null }[] = [];
  try {
    picture = await take();
    for (const session of sessions) {
      const { face: limits } = (await policyByVersion(db, session.policyVersion)).data;
      const { sectionId } = session;
      const figures = await lookAtRoom({ db, picture, sectionId, identify, limits, now: takenAt });
      seen.push({ session, figures });
    }
  } catch (error) {
    fault = faultOfLook(error).code;
  }
  if (fault === 'redirect_refused') await reportLedElsewhere(db, { cameraId, now: clock() });
  for (const session of sessions.slice(seen.length)) seen.push({ session, figures: null });
  const faces = seen[0]?.figures?.faces ?? null;
  const record = { cameraId, token, rules, keyring, takenAt, now: clock(), fault, sessions: seen, picture };
  const isRecorded = await transact(db, (trx) => recordLook(trx, record));
  return { fault, faces, isRecorded };
};

/** A camera that sends us on to where no camera is may have been taken over to ask for what it cannot reach itself. */
export const reportLedElsewhere = (db: Db, { cameraId, now }: { cameraId: string; now: number }): Promise<void> =>
  transact(db, (trx) =>
    reportSecurityEvent(trx, { code: 'camera_led_elsewhere', actor: { kind: 'device', id: cameraId }, at: now }),
  );
