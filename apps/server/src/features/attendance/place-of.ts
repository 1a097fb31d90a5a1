import { proxyTrust } from '../../platform/config/config.ts';
import type { Db } from '../../platform/db/index.ts';
import { sectionPlace } from '../academics/index.ts';
import type { CheckInRequest } from './check-in-request.ts';
import { judgePlace, type PlaceJudgement } from './judge-place.ts';

export interface Placed {
  request: Pick<CheckInRequest, 'place' | 'now'> & {
    /** null: it says nothing about where the student was. */
    address: string | null;
  };
  session: { sectionId: string };
}

/** What a check-in says about being at the place of its section. */
export const placeOf = async (db: Db, { request, session }: Placed): Promise<PlaceJudgement> => {
  const place = await sectionPlace(db, session.sectionId);
  const { address } = request;
  const onNetwork =
    place !== null && address !== null && place.networks.length > 0 && proxyTrust(place.networks)(address);
  return judgePlace({ place, reported: request.place, onNetwork, now: request.now });
};
