import type { Db } from '../../../platform/db/index.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { checkIn } from '../check-in.ts';
import { openSession } from '../open-session.ts';
import { startChallenge } from '../start-challenge.ts';
import {
  addClass,
  allMarks,
  type CheckInRequest,
  framesOfNothing,
  MINUTE_MS,
  NOW,
  scripted,
  signedBy,
  type TestDevice,
} from '../testing.ts';

export const S = 1000;

export const openClass = async (db: Db, options: Parameters<typeof addClass>[1] = { students: 3 }) => {
  const group = await addClass(db, options);
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const [one, two, three] = group.students as [Viewer, Viewer, Viewer];
  return { ...group, sessionId, one, two, three };
};

export const begin = async (
  db: Db,
  { sessionId, student, at = NOW + S }: { sessionId: string; student: Viewer; at?: number },
) => {
  const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: at });
  const request: CheckInRequest = {
    sessionId,
    challengeId: id,
    nonce,
    frames: framesOfNothing,
    frameTimes: [0, 1, 2],
    place: null,
    device: null,
    viewer: student,
    address: '127.0.0.1',
    now: at + 2 * S,
  };
  return request;
};

export const send = (db: Db, request: CheckInRequest) => checkIn({ db, verify: scripted().verify, request });

/** Check-ins of one student in sessions of a section of their own, one after the other. */
export const series = async (db: Db, devices: readonly (TestDevice | null)[]) => {
  const decisions: string[] = [];
  const { students, teacher, sectionId } = await addClass(db, { students: 1 });
  const student = students[0] as Viewer;
  for (const [index, device] of devices.entries()) {
    const now = NOW + index * 60 * MINUTE_MS;
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now });
    const request = await begin(db, { sessionId, student, at: now + S });
    const { decision } = await send(db, device ? signedBy(request, device) : request);
    const [mark] = await allMarks(db, sessionId);
    decisions.push([decision, ...JSON.parse(mark?.evidence ?? '{}').flags].join(' '));
  }
  return { decisions, student };
};
