import { setImmediate as turn } from 'node:timers/promises';
import type { Db } from '../../platform/db/index.ts';
import { liveSignInSessions } from '../accounts/index.ts';
import { sectionsOfPeople } from './scopes.store.ts';
import type { Stream, Streams } from './streams.ts';

/** People whose sections are looked up at once; the event loop turns between. */
const PEOPLE_AT_ONCE = 250;

/** Ends the streams whose sign-in session is revoked, expired or its person's who is disabled: one query for all. */
export const endFinished = async (db: Db, streams: Streams, now: number): Promise<void> => {
  if (streams.all.size === 0) return;
  const asked = [...streams.all];
  const ids = [...new Set(asked.map((stream) => stream.signInSessionId))];
  const live = await liveSignInSessions(db, ids, now);
  for (const stream of asked) if (!live.has(stream.signInSessionId)) streams.end(stream);
};

/** Gives every stream the sections its viewer has now. Administrators have all of them and need no look. */
export const refreshScopes = async (db: Db, streams: ReadonlySet<Stream>): Promise<void> => {
  const people = new Map(
    [...streams].filter(({ scope }) => scope.role !== 'admin').map(({ scope }) => [scope.personId, scope]),
  );
  const watchers = [...people.values()];
  for (let from = 0; from < watchers.length; from += PEOPLE_AT_ONCE) {
    const sections = await sectionsOfPeople(db, watchers.slice(from, from + PEOPLE_AT_ONCE));
    for (const { scope } of streams) scope.sections = sections.get(scope.personId) ?? scope.sections;
    await turn();
  }
};
