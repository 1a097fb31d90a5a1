import type { HistoryEntry, PolicyData } from '@smart-presence/contract';

/** Fewer in a row are nothing to speak of. */
export const WORTH_SAYING = 3;

/**
 * How many of the newest sessions that count were attended, one after the other. Excused ones and such that are not over neither
 * add to it nor end it.
 * @param history newest first.
 */
export function streakOf(
  history: readonly Pick<HistoryEntry, 'code' | 'state'>[],
  policy: Pick<PolicyData, 'marks'>,
): number {
  const kinds = new Map(policy.marks.map((kind) => [kind.code, kind]));
  let streak = 0;
  for (const { code, state } of history) {
    const kind = code === null ? undefined : kinds.get(code);
    if (!kind?.counts || (state !== 'closed' && state !== 'locked')) continue;
    if (kind.attended === 0) return streak;
    streak += 1;
  }
  return streak;
}
