import type { Trx } from '../../../platform/db/index.ts';
import { publishAll } from '../../../platform/events/index.ts';

/** People one event names at most. */
const MOST_NAMED = 500;

/** Has the open pages of these people look again. They hear that something changed, not what, and nobody else does. */
export const publishChanged = async (trx: Trx, people: readonly string[], now: number): Promise<void> => {
  const groups = Array.from({ length: Math.ceil(people.length / MOST_NAMED) }, (_, index) =>
    people.slice(index * MOST_NAMED, (index + 1) * MOST_NAMED),
  );
  const events = groups.map((group) => ({
    type: 'notifications.changed',
    at: now,
    actorId: null,
    data: { people: group },
  }));
  await publishAll(trx, events);
};
