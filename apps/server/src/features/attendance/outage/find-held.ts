import type { FailedCheckIn } from './failed-check-ins.ts';
import type { Silence } from './heartbeat.ts';

export interface OutageFacts {
  silences: readonly Silence[];
  failures: readonly FailedCheckIn[];
}

/** Whose absence cannot be told from a failure of ours, and what failed. */
export interface Held {
  has: (studentId: string) => boolean;
  evidence: Record<string, unknown>;
}

/**
 * Who must not become absent by the clock. When no server was alive, or a look at a face broke, anybody may have been turned
 * away without a trace: everybody. When the server was merely busy, those it sent away, since the others never asked. Pure.
 */
export const findHeld = ({ silences, failures }: OutageFacts): Held => {
  const broke = failures.filter(({ cause }) => cause === 'failed').map(({ at }) => at);
  const turnedAway = new Set(failures.map(({ personId }) => personId));
  const isEverybody = silences.length > 0 || broke.length > 0;
  return {
    has: (studentId) => isEverybody || turnedAway.has(studentId),
    evidence: { outage: { silences, failedAt: broke.slice(0, 20), turnedAway: turnedAway.size } },
  };
};
