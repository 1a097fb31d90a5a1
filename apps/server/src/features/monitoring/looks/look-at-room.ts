import type { PolicyData } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { activeStudents } from '../../academics/index.ts';
import type { identifyInPhotos } from '../../biometrics/index.ts';

export interface RoomPicture {
  db: Db;
  /** Encoded; dies with the call. */
  picture: Buffer;
  sectionId: string;
  identify: typeof identifyInPhotos;
  limits: PolicyData['face'];
  now: number;
}

/** All that is left of a picture. */
export interface RoomFigures {
  /** Headcount. */
  faces: number;
  /** Students of the roster who were surely recognised. */
  matched: string[];
  /** Faces that may be somebody of the roster. */
  unsure: number;
  /** The others: of nobody on the roster, too small, or turned away. */
  unknown: number;
}

/** How many are in the room and who of the section's roster, and nobody else, is among them. */
export const lookAtRoom = async (look: RoomPicture): Promise<RoomFigures> => {
  const { db, picture, sectionId, identify, limits, now } = look;
  const studentIds = (await activeStudents(db, sectionId)).map(({ id }) => id);
  const found = await identify({ db, studentIds, photos: [picture], limits, now });
  const faces = found.photos[0]?.faces ?? 0;
  const matched = found.faces.flatMap(({ verdict, candidates }) =>
    verdict === 'matched' ? (candidates[0]?.studentId ?? []) : [],
  );
  const unsure = found.faces.filter(({ verdict }) => verdict === 'unsure').length;
  return { faces, matched, unsure, unknown: faces - matched.length - unsure };
};
