import type { Place } from '@smart-presence/contract';
import { proxyTrust } from '../../platform/config/config.ts';
import type { Db } from '../../platform/db/index.ts';
import { sectionPlace } from '../academics/index.ts';
import type { CheckInRequest } from './check-in-request.ts';
import { judgePlace, type PlaceJudgement } from './judge-place.ts';
import { scheduledPlace } from './schedule/scheduled.store.ts';

export interface Placed {
  request: Pick<CheckInRequest, 'place' | 'now'> & {
    /** null: it says nothing about where the student was. */
    address: string | null;
  };
  session: { id: string; sectionId: string };
}

/** Where a session is held: in the room the timetable names, else where its section meets. */
export const placeOfSession = async (db: Db, session: Placed['session']): Promise<Place | null> =>
  (await scheduledPlace(db, session.id)) ?? (await sectionPlace(db, session.sectionId));

/** What a check-in says about being where its session is held. */
export const placeOf = async (db: Db, { request, session }: Placed): Promise<PlaceJudgement> => {
  const place = await placeOfSession(db, session);
  const { address } = request;
  const onNetwork =
    place !== null && address !== null && place.networks.length > 0 && proxyTrust(place.networks)(address);
  return judgePlace({ place, reported: request.place, onNetwork, now: request.now });
};
