import type { PolicyData } from '@smart-presence/contract';

export interface RunningPoint {
  sessionId: string;
  openedAt: number;
  /** Percent attended up to and with this session; null while nothing counted. */
  percent: number | null;
}

interface Entry {
  sessionId: string;
  openedAt: number;
  code: string | null;
  state: string;
}

/**
 * Percent attended after each session, oldest first: Σ attended share / sessions that count, as the policy's marks
 * say. Sessions without a mark and such that are not closed yet leave the percentage where it was.
 * @param history newest first, of one section.
 */
export function runningPercent(history: readonly Entry[], policy: Pick<PolicyData, 'marks'>): RunningPoint[] {
  const kinds = new Map(policy.marks.map((kind) => [kind.code, kind]));
  let held = 0;
  let attended = 0;
  return history.toReversed().map(({ sessionId, openedAt, code, state }) => {
    const kind = code === null ? undefined : kinds.get(code);
    if (kind?.counts && (state === 'closed' || state === 'locked')) {
      held += 1;
      attended += kind.attended;
    }
    return { sessionId, openedAt, percent: held === 0 ? null : (100 * attended) / held };
  });
}
