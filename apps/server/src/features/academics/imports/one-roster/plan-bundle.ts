import { archivedTerms } from '../../terms/assert-active.ts';
import type { Looking } from '../lookups.ts';
import { linkId, type OneRosterIdObject, oneRosterIds } from '../objects/one-roster-id.ts';
import { emptyPlan, type Plan, propose } from '../plan.ts';
import { planClasses } from './plan-classes.ts';
import { planCourses, planDepartments, planTerms } from './plan-structure.ts';
import { planUsers } from './plan-users.ts';
import type { Links } from './planning.ts';
import type { Bundle } from './read-bundle.ts';

/** What a bundle would change: structure, people, sections, rosters, and what the other system calls them. */
export const planBundle = async (bundle: Bundle, looking: Looking): Promise<Plan> => {
  const plan = emptyPlan(looking.problems);
  const before = new Map<string, OneRosterIdObject>();
  for await (const { id, ...link } of oneRosterIds(looking.db)) {
    before.set(id, link);
    await looking.breathe();
  }
  const claims = new Map<string, { row: number; link: OneRosterIdObject }>();
  const objects = new Set<string>();
  const links: Links = {
    find: (kind, sourcedId, among) => {
      const id = before.get(linkId(kind, sourcedId))?.objectId;
      return id !== undefined && among.has(id) ? id : undefined;
    },
    get: (kind, sourcedId) => claims.get(linkId(kind, sourcedId))?.link.objectId,
    claim: (line, { kind, sourcedId, id }) => {
      if (claims.has(linkId(kind, sourcedId)) || objects.has(id)) {
        line.tell('sourcedId', 'repeated', sourcedId);
        return false;
      }
      objects.add(id);
      claims.set(linkId(kind, sourcedId), { row: line.row, link: { kind, sourcedId, objectId: id } });
      return true;
    },
    claimed: (kind) => [...claims.values()].flatMap(({ link }) => (link.kind === kind ? [link.objectId] : [])),
  };
  const planning = { bundle, looking, plan, links, archived: await archivedTerms(looking.db) };
  await planDepartments(planning);
  await planTerms(planning);
  await planCourses(planning);
  const roles = await planUsers(planning);
  await planClasses(planning, roles);
  for (const [id, { row, link }] of claims)
    propose(plan, { kind: 'oneRosterId', id, row, before: before.get(id) ?? null, after: link });
  return plan;
};
