import type { RiskReason, SecurityCode, SecurityKind, Severity } from '@smart-presence/contract';

/** As much of an event as its weight depends on. */
export interface RiskEvent {
  code: SecurityCode;
  kind: SecurityKind;
  points: number;
  times: number;
  lastAt: number;
  sessionId: string | null;
  /** Whom it was done to: another one is another thing. */
  personId?: string | null;
}

export interface Risk {
  points: number;
  /** Heaviest first. */
  because: RiskReason[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Classes come once or twice a week, guesses and pokes by the minute. */
const HALF_LIVES: Partial<Record<SecurityKind, number>> = { 'brute-force': 6 * HOUR_MS, intrusion: DAY_MS };
const HALF_LIFE_MS = 7 * DAY_MS;

export const halfLifeOf = (kind: SecurityKind): number => HALF_LIVES[kind] ?? HALF_LIFE_MS;

/** Four half-lives of the slowest kind: of what is older a sixteenth is left. */
export const RISK_WINDOW_MS = 28 * DAY_MS;

/** Four times the same is twice as much, and not four times: doing it again proves little that is new. */
export const weightOf = ({ points, times }: { points: number; times: number }): number =>
  points * (1 + Math.log2(Math.max(1, times)) / 2);

/**
 * What events of one actor amount to now. The same thing within one session, or one hour where there is none, is one thing done
 * several times. Each loses half its weight in a half-life.
 */
export const riskOf = (events: readonly RiskEvent[], now: number): Risk => {
  const groups = new Map<string, RiskEvent>();
  for (const event of events) {
    if (event.points === 0 || event.lastAt <= now - RISK_WINDOW_MS) continue;
    const key = `${event.code} ${event.personId ?? ''} ${event.sessionId ?? Math.floor(event.lastAt / HOUR_MS)}`;
    const known = groups.get(key);
    if (known) {
      known.times += event.times;
      known.lastAt = Math.max(known.lastAt, event.lastAt);
    } else groups.set(key, { ...event });
  }
  const reasons = new Map<SecurityCode, RiskReason>();
  for (const group of groups.values()) {
    const age = Math.max(0, now - group.lastAt);
    const points = weightOf(group) * 2 ** (-age / halfLifeOf(group.kind));
    const reason = reasons.get(group.code) ?? { code: group.code, times: 0, points: 0 };
    reasons.set(group.code, { code: group.code, times: reason.times + group.times, points: reason.points + points });
  }
  const because = [...reasons.values()].sort((a, b) => b.points - a.points || (a.code < b.code ? -1 : 1));
  return { points: because.reduce((sum, reason) => sum + reason.points, 0), because };
};

/** A person is alerted of at these points. One sign of most kinds, such as a phone lent once, stays well below. */
const PERSON = { low: Number.POSITIVE_INFINITY, medium: 30, high: 60 };
/** A network stands for many people, and for nobody. */
const NETWORK = { low: 20, medium: 40, high: 80 };

export const severityOf = (points: number, actorKind: string): Severity | null => {
  const limits = actorKind === 'person' ? PERSON : NETWORK;
  if (points >= limits.high) return 'high';
  if (points >= limits.medium) return 'medium';
  return points >= limits.low ? 'low' : null;
};

const ORDER: readonly (Severity | null)[] = [null, 'low', 'medium', 'high'];

export const graver = (one: Severity | null, other: Severity | null): Severity | null =>
  ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other;
