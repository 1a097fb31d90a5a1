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
export const placeOfSession = async (db: Db, session: Placed['session']): Promise<Place | null> => {
  const lead = await leadRow(db, session);
  return (await scheduledPlace(db, lead.id)) ?? (await sectionPlace(db, lead.sectionId));
};

/** Sections that sit together are in one room: the first one's. */
const leadRow = async (db: Db, session: Placed['session']): Promise<Placed['session']> =>
  (await db
    .selectFrom('attendanceSession')
    .innerJoin('attendanceSession as lead', 'lead.id', 'attendanceSession.leadId')
    .select(['lead.id', 'lead.sectionId'])
    .where('attendanceSession.id', '=', session.id)
    .executeTakeFirst()) ?? session;

/** What a check-in says about being where its session is held. */
export const placeOf = async (db: Db, { request, session }: Placed): Promise<PlaceJudgement> => {
  const place = await placeOfSession(db, session);
  const { address } = request;
  const onNetwork =
    place !== null && address !== null && place.networks.length > 0 && proxyTrust(place.networks)(address);
  return judgePlace({ place, reported: request.place, onNetwork, now: request.now });
};
