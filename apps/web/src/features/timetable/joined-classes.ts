import type { ScheduledSession } from '@smart-presence/contract';

/** Classes that are one: other sections in the same room at the same time, for one teacher, whose list this is. */
export interface JoinedClass {
  first: ScheduledSession;
  others: ScheduledSession[];
}

/** Puts classes together as the server does when it opens them; what is cancelled, or held already, stands by itself. */
export function joinedClasses(scheduled: readonly ScheduledSession[]): JoinedClass[] {
  const joined = new Map<string, JoinedClass>();
  for (const one of scheduled) {
    const mayJoin = one.room !== null && (one.state === 'scheduled' || one.state === 'opened');
    const key = mayJoin ? `${one.startsAt} ${one.endsAt} ${one.room?.id} ${one.state}` : one.id;
    const known = joined.get(key);
    if (known) known.others.push(one);
    else joined.set(key, { first: one, others: [] });
  }
  return [...joined.values()];
}
