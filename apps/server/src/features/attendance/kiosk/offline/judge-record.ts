import type { KioskRecord, KioskRecordOutcome, PolicyData } from '@smart-presence/contract';
import { graceEnd, type SessionTimes } from '../../session-clock.ts';

export interface RecordFacts {
  record: KioskRecord;
  capsule:
    | { studentIds: readonly string[]; issuedAt: number; expiresAt: number; replacedAt: number | null }
    | undefined;
  session: (SessionTimes & { openedAt: number }) | undefined;
  limits: Pick<PolicyData['face'], 'identifyAccept' | 'identifyMargin'>;
  now: number;
}

/** What a device's reckoning of the server's time may be off. */
export const CLOCK_SLACK_MS = 60_000;
/** Of distances in records. */
export const DISTANCE_UNIT = 10_000;

/** Why a record cannot count, whoever it is about; null: nothing speaks against it. The signature and the chain are looked at before. */
export const refusalOf = (facts: RecordFacts): KioskRecordOutcome | null => {
  const { record, capsule, session, limits, now } = facts;
  if (!capsule) return 'unknown_capsule';
  // The timetable announced it, and nobody opened it.
  if (!session) return 'never_opened';
  if (!capsule.studentIds.includes(record.studentId)) return 'not_in_capsule';
  if (record.at > now + CLOCK_SLACK_MS) return 'in_future';
  const end = Math.min(capsule.expiresAt, (capsule.replacedAt ?? Number.POSITIVE_INFINITY) + CLOCK_SLACK_MS);
  if (record.at < capsule.issuedAt - CLOCK_SLACK_MS || record.at >= end) return 'outside_capsule';
  if (record.at < session.openedAt || record.at >= (session.closedAt ?? graceEnd(session))) return 'outside_session';
  const { distance, margin } = record;
  const isNear = distance <= limits.identifyAccept * DISTANCE_UNIT;
  const isClear = margin === null || margin >= limits.identifyMargin * DISTANCE_UNIT;
  return isNear && isClear ? null : 'not_sure';
};
