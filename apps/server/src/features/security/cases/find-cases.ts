import { securityEvents } from '@smart-presence/contract';
import { type Db, oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { publishAll } from '../../../platform/events/index.ts';
import { breather } from '../../../platform/jobs/index.ts';
import { raiseAlert } from '../alerts.store.ts';
import { LINKED_MS } from '../forget-old.ts';
import type { TellAdmins } from '../judge-events.ts';
import * as store from './cases.store.ts';
import { type GatheredCase, gatherCases } from './gather-cases.ts';
import { type Link, linksOf } from './links-of.ts';
import { linksOfEvents } from './links-of-events.ts';

/** Compares the check-ins of sections that are due, each alone. @returns how many there were. */
export const compareSections = async (db: Db): Promise<number> => {
  for (let compared = 0; ; compared += 1) {
    const isDone = await transact(db, async (trx) => {
      const sectionId = await store.takeDue(trx);
      if (sectionId === undefined) return true;
      const links = await linksOf(await store.tracesOf(trx, sectionId), breather());
      await store.replaceLinks(trx, sectionId, links);
      return false;
    });
    if (isDone) return compared;
  }
};

interface Finding {
  db: Db;
  tell: TellAdmins;
  now: number;
}

/**
 * Puts students together who seem to act together, and raises an alert for each new case. A case that was closed stays so until
 * something is there that was not when it was closed.
 * @returns how many cases are new.
 */
export const findCases = ({ db, tell, now }: Finding): Promise<number> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, 'security_cases');
    const known = await store.knownCases(trx);
    const gathered = gatherCases(unsettled(await allLinks(trx, now), known));
    const changed: string[] = [];
    let opened = 0;
    for (const one of gathered) {
      const open = nearest(one, known);
      if (open && open.links === JSON.stringify(one.links) && one.members.every((id) => open.members.includes(id)))
        continue;
      const id = await store.saveCase(trx, { id: open?.id ?? null, gathered: one, now });
      const { id: alertId, isNew } = await raiseAlert(trx, { ...alertOf(id, one), now });
      if (isNew) {
        opened += 1;
        const { kind: threat, severity } = alertOf(id, one);
        await tell(trx, { data: { alertId, threat, severity, more: 0 }, cause: alertId, renews: false, now });
      }
      changed.push(alertId);
    }
    await publishAll(
      trx,
      changed.map((alertId) => ({ type: 'alert.changed', at: now, actorId: null, data: { alertId } })),
    );
    return opened;
  });

const allLinks = async (trx: Trx, now: number): Promise<Link[]> => {
  const ofEvents = linksOfEvents(await store.namingEvents(trx, now - LINKED_MS));
  const people = await store.existing(trx, [...new Set(ofEvents.flatMap(({ a, b }) => [a, b]))]);
  return [...(await store.storedLinks(trx)), ...ofEvents.filter(({ a, b }) => people.has(a) && people.has(b))];
};

/** Without what a person has looked at already: both in one closed case, and nothing since. */
const unsettled = (links: readonly Link[], known: readonly store.KnownCase[]): Link[] => {
  const closed = known.filter(({ state }) => state === 'closed');
  return links.filter(
    ({ a, b, lastAt }) =>
      !closed.some(
        ({ members, closedAt }) => members.includes(a) && members.includes(b) && lastAt <= (closedAt as number),
      ),
  );
};

/** The open case that has most of these students. */
const nearest = ({ members }: GatheredCase, known: readonly store.KnownCase[]): store.KnownCase | undefined => {
  const shared = (one: store.KnownCase) => one.members.filter((id) => members.includes(id)).length;
  const [best] = known.filter(({ state }) => state === 'open').sort((x, y) => shared(y) - shared(x));
  return best && shared(best) > 0 ? best : undefined;
};

const KINDS = {
  device: securityEvents.device_shared.kind,
  spot: securityEvents.place_implausible.kind,
  'lock-step': 'impersonation',
  pictures: securityEvents.pictures_of_another.kind,
  face: 'impersonation',
  relay: securityEvents.code_passed_on.kind,
} as const;

/** So many students are no pair of friends any more. */
const MANY = 4;

const alertOf = (caseId: string, { links, members }: GatheredCase) => ({
  cause: `case:${caseId}`,
  kind: KINDS[links[0]?.kind ?? 'lock-step'],
  severity: members.length >= MANY ? ('high' as const) : ('medium' as const),
  subjectKind: 'case' as const,
  subject: caseId,
  points: 0,
  eventIds: [],
});
