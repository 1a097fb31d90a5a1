import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplyOf, Routes } from '@smart-presence/contract';
import { newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { signInAs } from '../accounts/testing.ts';
import { createAccountsApp } from '../accounts/testing-app.ts';
import { addClass, MINUTE_MS, NOW } from '../attendance/testing.ts';
import { registerInsights } from './index.ts';
import { followSessions } from './tallies/follow-sessions.ts';
import { holdClass } from './tallies/testing-tallies.ts';

type Overview = ReplyOf<Routes['overview']>;

eachDatabase((open) => {
  test('the overview says what is unlike other days: classes not held, mails not delivered, attendance, lateness', async (t) => {
    const db = await open();
    const room = await addClass(db, { students: 4 });
    // The same weekday one and four weeks before count as usual; a Tuesday and five weeks before do not.
    for (const day of [-7, -28, -6, -35]) await holdClass(db, { room, day, marks: day === -7 ? { 0: 'A' } : {} });
    await holdClass(db, { room, marks: { 0: 'A', 1: 'L', 2: 'E' } });
    await followSessions({ db });
    const app = await createAccountsApp({ db, now: NOW + 30 * MINUTE_MS, register: registerInsights });
    t.after(app.close);
    const { headers } = await signInAs(app, 'admin');
    const look = async () => (await app.http.inject({ method: 'GET', url: '/api/overview', headers })).json<Overview>();
    const quiet = await look();
    assert.deepEqual(quiet.usual, { sessions: 2, attended: 7, counted: 8 });
    const { sessions, marked, counted, attended, late, missed } = quiet.today;
    assert.deepEqual(
      [sessions, marked, counted, attended, late, missed, quiet.mail.undelivered],
      [1, 4, 3, 2, 1, 0, 0],
    );

    assert.equal(quiet.sessions.length, 1, 'of today alone');

    const slotId = newId();
    const slot = { weekday: 1, startTime: '09:00', endTime: '10:00', repeat: 'weekly' as const };
    const none = { roomId: null, teacherId: null };
    await db
      .insertInto('timetableSlot')
      .values({
        id: slotId,
        sectionId: room.sectionId,
        ...slot,
        ...none,
        fromDay: null,
        untilDay: null,
        removedAt: null,
      })
      .execute();
    const announce = (startsAt: number, state: 'scheduled' | 'opened' | 'cancelled', day: string) =>
      db
        .insertInto('scheduledSession')
        .values({
          ...{ id: newId(), slotId, day, sectionId: room.sectionId, startsAt, endsAt: startsAt + 60 * MINUTE_MS },
          ...{ ...none, state, reason: null, isMoved: false, isSubstituted: false },
        })
        .execute();
    await announce(NOW, 'scheduled', '2026-08-03');
    await announce(NOW, 'cancelled', '2026-08-04');
    await announce(NOW, 'opened', '2026-08-05');
    await announce(NOW + 20 * MINUTE_MS, 'scheduled', '2026-08-06');
    await announce(NOW - 24 * 60 * MINUTE_MS, 'scheduled', '2026-08-02');
    for (const state of ['dead', 'sent', 'pending'] as const)
      await db
        .insertInto('outbox')
        .values({
          ...{ id: newId(), kind: 'test', recipient: 'a@b.example', personId: null, data: null, state, createdAt: 1 },
          ...{
            dueAt: 1,
            expiresAt: 2,
            attempts: 5,
            lastError: null,
            claimedUntil: null,
            sentAt: state === 'sent' ? 1 : null,
          },
        })
        .execute();
    const now = await look();
    assert.deepEqual([now.today.missed, now.mail.undelivered], [1, 1]);
  });
});
