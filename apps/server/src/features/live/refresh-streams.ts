import { setImmediate as turn } from 'node:timers/promises';
import type { Db } from '../../platform/db/index.ts';
import { liveKioskSessions, liveSignInSessions, placesOfKiosks } from '../accounts/index.ts';
import type { Scope } from './may-hear.ts';
import { sectionsOfPeople } from './scopes.store.ts';
import type { Stream, Streams } from './streams.ts';

/** People whose sections are looked up at once; the event loop turns between. */
const PEOPLE_AT_ONCE = 250;

/** Ends the streams whose sign-in session is revoked, expired or its person's who is disabled: one query for all people, one for all kiosks. */
export const endFinished = async (db: Db, streams: Streams, now: number): Promise<void> => {
  if (streams.all.size === 0) return;
  const asked = [...streams.all];
  const idsOf = (kept: (stream: Stream) => boolean) => [
    ...new Set(asked.filter(kept).map((one) => one.signInSessionId)),
  ];
  const people = await liveSignInSessions(
    db,
    idsOf((stream) => !isKiosk(stream)),
    now,
  );
  const kiosks = await liveKioskSessions(db, idsOf(isKiosk), now);
  for (const stream of asked) {
    const live = isKiosk(stream) ? kiosks : people;
    if (!live.has(stream.signInSessionId)) streams.end(stream);
  }
};

const isKiosk = ({ scope }: Stream): boolean => scope.role === 'kiosk';

/** Gives every stream the sections its viewer has now, and kiosks their place. Administrators have all and need no look. */
export const refreshScopes = async (db: Db, streams: ReadonlySet<Stream>): Promise<void> => {
  await refreshPlaces(
    db,
    [...streams].filter(isKiosk).map(({ scope }) => scope),
  );
  const people = new Map(
    [...streams]
      .filter(({ scope }) => scope.role !== 'admin' && scope.role !== 'kiosk')
      .map(({ scope }) => [scope.personId, scope]),
  );
  const watchers = [...people.values()];
  for (let from = 0; from < watchers.length; from += PEOPLE_AT_ONCE) {
    const sections = await sectionsOfPeople(db, watchers.slice(from, from + PEOPLE_AT_ONCE));
    for (const { scope } of streams) scope.sections = sections.get(scope.personId) ?? scope.sections;
    await turn();
  }
};

const refreshPlaces = async (db: Db, scopes: readonly Scope[]): Promise<void> => {
  const places = await placesOfKiosks(
    db,
    scopes.map(({ personId }) => personId),
  );
  for (const scope of scopes) scope.placeId = places.get(scope.personId);
};
