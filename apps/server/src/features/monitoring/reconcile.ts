/** One look that showed something. */
export interface SeenLook {
  at: number;
  /** Ids of the students who were surely recognised. */
  seen: ReadonlySet<string>;
}

/** A student of the session as the marks have it. */
export interface RollEntry {
  studentId: string;
  /** An enrolled face: without one no camera recognises anybody. */
  hasFace: boolean;
  /** Whether the current mark counts as attended. */
  isAttended: boolean;
  /** When the student was seen or the mark was set; null without one. */
  markedAt: number | null;
}

export interface Finding {
  studentId: string;
  /** Looks that showed the student … */
  seen: number;
  /** … of so many that could have. */
  looks: number;
  lastSeenAt: number | null;
}

export interface Reconciliation {
  /** Marked as attended and in none of the looks since: the longest unseen first. */
  markedNotSeen: Finding[];
  /** Recognised in the room, and not marked as attended: the most often seen first. */
  seenNotMarked: Finding[];
  coverage: { comparable: number; seen: number; withoutFace: number; isPoor: boolean };
}

export interface Room {
  looks: readonly SeenLook[];
  roll: readonly RollEntry[];
  /** Looks since the mark after which somebody who was in none of them is listed. */
  looksNeeded: number;
}

/**
 * Where what the camera saw and what the marks say do not agree: for a person to judge. A camera that sees a corner of the room
 * misses most of those who are there: `coverage` says how many it recognised of those it could have.
 */
export const reconcile = ({ looks, roll, looksNeeded }: Room): Reconciliation => {
  const attended = roll.filter(({ isAttended }) => isAttended);
  const comparable = attended.filter((entry) => entry.hasFace).map((entry) => findingOf(entry, looks, entry.markedAt));
  const watched = comparable.filter(({ seen, looks: since }) => seen > 0 || since > 0);
  const seen = watched.filter((finding) => finding.seen > 0).length;
  return {
    markedNotSeen: comparable
      .filter((finding) => finding.seen === 0 && finding.looks >= looksNeeded)
      .sort((a, b) => b.looks - a.looks || byId(a, b)),
    seenNotMarked: roll
      .filter(({ isAttended }) => !isAttended)
      .map((entry) => findingOf(entry, looks, null))
      .filter((finding) => finding.seen > 0)
      .sort((a, b) => b.seen - a.seen || byId(a, b)),
    coverage: {
      comparable: watched.length,
      seen,
      withoutFace: attended.filter(({ hasFace }) => !hasFace).length,
      isPoor: looks.length >= looksNeeded && seen * 2 < watched.length,
    },
  };
};

/** @param since looks before it say nothing about a student who came later; null: all of them count. */
const findingOf = ({ studentId }: RollEntry, looks: readonly SeenLook[], since: number | null): Finding => {
  const showing = looks.filter((look) => look.seen.has(studentId));
  const possible = looks.filter((look) => since === null || look.at >= since || look.seen.has(studentId));
  return {
    studentId,
    seen: showing.length,
    looks: possible.length,
    lastSeenAt: showing.length === 0 ? null : Math.max(...showing.map(({ at }) => at)),
  };
};

/** The same findings are always told in the same order. */
const byId = (a: Finding, b: Finding): number => (a.studentId < b.studentId ? -1 : 1);
