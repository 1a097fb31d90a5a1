import type { Db } from '../../../platform/db/index.ts';
import { breather } from '../../../platform/jobs/index.ts';
import { progressOf, talliesAfter } from '../tallies/tallies.store.ts';
import type { Tally } from '../tallies/tally.ts';

/** Terms kept at once: those that people look at, and the ones before them. */
const MOST_TERMS = 6;

interface Kept {
  epoch: number;
  revision: number;
  rows: Map<string, Tally>;
  /** One at a time brings them up to date. */
  turn: Promise<unknown>;
}

/** Sessions of a term that are over. */
export interface Facts {
  /** `version` is another one whenever any of them may be. */
  ofTerm: (termId: string) => Promise<{ rows: Iterable<Tally>; version: string }>;
}

/**
 * Keeps the tallies of a few terms in memory. Each time it is asked, it looks at one small row whether there are newer ones and
 * reads those alone: so what it says is what the table says, without reading a term's tallies for every look.
 */
export const keepFacts = (db: Db): Facts => {
  const terms = new Map<string, Kept>();
  const update = async (termId: string, kept: Kept): Promise<void> => {
    const { epoch = 0, revision = 0 } = (await progressOf(db)) ?? {};
    if (kept.epoch !== epoch) {
      kept.rows = new Map();
      kept.revision = 0;
      kept.epoch = epoch;
    }
    if (kept.revision >= revision) return;
    const breathe = breather();
    for await (const page of talliesAfter(db, { termId, revision: kept.revision })) {
      for (const tally of page) kept.rows.set(tally.sessionId, tally);
      await breathe();
    }
    kept.revision = revision;
  };
  return {
    ofTerm: async (termId) => {
      const kept = terms.get(termId) ?? { epoch: -1, revision: 0, rows: new Map(), turn: Promise.resolve() };
      // The one asked for last is forgotten last.
      terms.delete(termId);
      terms.set(termId, kept);
      for (const other of terms.keys()) if (terms.size > MOST_TERMS) terms.delete(other);
      kept.turn = kept.turn.catch(() => undefined).then(() => update(termId, kept));
      await kept.turn;
      return { rows: kept.rows.values(), version: `${kept.epoch} ${kept.revision}` };
    },
  };
};
