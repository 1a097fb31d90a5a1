import { type Question, type Sums, sumUp } from './analyse.ts';
import type { Facts } from './facts.ts';

/** Questions whose answers are kept: what a few people look at, with the term before. */
const MOST = 32;

/** Adds up each question once for each version of the tallies it is about, however many ask. */
export const keepSums = (facts: Facts): ((termId: string, question: Question) => Promise<Sums>) => {
  const kept = new Map<string, Sums>();
  return async (termId, question) => {
    const { rows, version } = await facts.ofTerm(termId);
    const { sections, from, until, by } = question;
    const key = JSON.stringify([termId, version, from ?? null, until ?? null, by, [...sections.keys()].sort()]);
    const sums = kept.get(key) ?? sumUp(rows, question);
    // The one asked for last is forgotten last.
    kept.delete(key);
    kept.set(key, sums);
    for (const other of kept.keys()) if (kept.size > MOST) kept.delete(other);
    return sums;
  };
};
