import type { RouteName } from '@smart-presence/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Db } from '../../../platform/db/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { kioskAccount } from '../../accounts/index.ts';
import { sessionsAtDoor } from '../kiosk/sessions-at-door.ts';
import { sessionForStudent } from '../sessions.store.ts';

/** Students' ways to be marked; the session is in the address. */
const OWN: ReadonlySet<string> = new Set<RouteName>(['startChallenge', 'revealStep', 'checkIn', 'checkInByCode']);
const AT_DOOR: RouteName = 'kioskCheckIn';

export interface FailedCheckIn {
  sessionId: string;
  /** The student, or the kiosk. */
  personId: string;
  cause: 'busy' | 'failed';
  at: number;
}

/** Once per person and cause; later ones change nothing. */
export const noteFailure = async (db: Db, failure: FailedCheckIn): Promise<void> => {
  await db
    .insertInto('failedCheckIn')
    .values(failure)
    .onConflict((conflict) => conflict.columns(['sessionId', 'personId', 'cause']).doNothing())
    .execute();
};

export const failuresIn = (db: Db, sessionId: string): Promise<FailedCheckIn[]> =>
  db.selectFrom('failedCheckIn').selectAll().where('sessionId', '=', sessionId).execute();

/** How many are remembered as written, so that a busy server does not write what it has written. */
const MOST_REMEMBERED = 10_000;

/**
 * Writes down, as it happens and wherever it happens, that this server could not look at a check-in: any answer of 500 and
 * above. The answer is not kept waiting, and failing to write it changes nothing for anybody.
 */
export const watchForFailures = ({ app, db, clock, log }: Platform): void => {
  const written = new Set<string>();
  const note = async (failure: FailedCheckIn): Promise<void> => {
    const key = [failure.sessionId, failure.personId, failure.cause].join(' ');
    if (written.has(key)) return;
    if (written.size >= MOST_REMEMBERED) written.clear();
    await noteFailure(db, failure);
    written.add(key);
  };
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode < 500) return;
    try {
      for (const failure of await failuresOf(db, { request, reply, now: clock() })) await note(failure);
    } catch (err) {
      log.warn({ err }, 'a failed check-in was not written down');
    }
  });
};

interface Answered {
  request: FastifyRequest;
  reply: FastifyReply;
  now: number;
}

const failuresOf = async (db: Db, { request, reply, now }: Answered): Promise<FailedCheckIn[]> => {
  const { viewer, routeOptions } = request;
  const name = routeOptions.config.routeName ?? '';
  if (!viewer) return [];
  const { personId } = viewer;
  const cause = reply.statusCode === 503 && reply.hasHeader('retry-after') ? 'busy' : 'failed';
  if (OWN.has(name)) {
    const sessionId = String((request.params as { id?: unknown }).id);
    const session = await sessionForStudent(db, { sessionId, studentId: personId });
    return session ? [{ sessionId, personId, cause, at: now }] : [];
  }
  // A kiosk that is told to come back does so by itself, with the same person in front of it.
  if (name !== AT_DOOR || cause === 'busy') return [];
  const kiosk = await kioskAccount(db, personId);
  const sessions = kiosk ? await sessionsAtDoor(db, { placeId: kiosk.place.id, now }) : [];
  return sessions.map(({ id }) => ({ sessionId: id, personId, cause, at: now }));
};
