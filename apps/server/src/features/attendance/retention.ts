import { agedRows, type RetentionWork, together } from '../../platform/retention/index.ts';
import { oldChallenges } from './challenges.store.ts';
import { oldAttempts } from './kiosk/attempts.store.ts';
import { oldCodes } from './room-code/room-code.store.ts';

/** Distances, metres and what devices said: needed to judge a mark, and to explain it as long as somebody may ask. */
const oldEvidence = together([
  agedRows({
    rule: 'mark-evidence',
    table: 'mark',
    isAudited: true,
    old: (where, { before }) => where.and([where('recordedAt', '<=', before), where('evidence', '<>', '{}')]),
    people: ['studentId'],
    session: 'sessionId',
    empty: { evidence: '{}' },
  }),
  agedRows({
    rule: 'mark-evidence',
    table: 'review',
    isAudited: true,
    old: (where, { before }) =>
      where.and([
        where('requestedAt', '<=', before),
        where('evidence', '<>', '{}'),
        where.not(where('state', '=', 'open')),
      ]),
    people: ['studentId'],
    session: 'sessionId',
    empty: { evidence: '{}' },
  }),
]);

/** Boxes and names of what was proposed from class photos; the marks that came of it stay. */
const oldPhotos = agedRows({
  rule: 'class-photos',
  table: 'classPhoto',
  isAudited: true,
  old: (where, { before }) => where('createdAt', '<=', before),
  session: 'sessionId',
});

export const attendanceRetention: RetentionWork[] = [oldEvidence, oldPhotos, oldChallenges, oldCodes, oldAttempts];
