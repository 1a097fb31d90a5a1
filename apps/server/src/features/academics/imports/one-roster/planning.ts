import type { Looking } from '../lookups.ts';
import type { LinkedKind } from '../objects/one-roster-id.ts';
import type { Plan } from '../plan.ts';
import type { Bundle, BundleLine } from './read-bundle.ts';

/** What the other system calls our objects: as we know it, and as this bundle says. */
export interface Links {
  /** Our object of a sourced id, if it is among those there are. */
  find: (kind: LinkedKind, sourcedId: string, among: ReadonlyMap<string, unknown>) => string | undefined;
  /** Our object of a sourced id of this bundle. */
  get: (kind: LinkedKind, sourcedId: string) => string | undefined;
  /** Says which object a row is about. False, after telling so, when another row is about it. */
  claim: (line: BundleLine, one: { kind: LinkedKind; sourcedId: string; id: string }) => boolean;
  claimed: (kind: LinkedKind) => string[];
}

export interface Planning {
  bundle: Bundle;
  looking: Looking;
  plan: Plan;
  links: Links;
  /** Ids of archived terms: what they have stays as it is. */
  archived: ReadonlySet<string>;
}
